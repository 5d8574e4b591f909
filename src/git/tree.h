#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "git/objects.h"
#include "model/file.h"
#include "model/repository.h"
#include "text/glob.h"

namespace expgate::git {

// One entry of a raw tree object: "<mode> <name>\0<oid>".
struct TreeEntry {
  std::uint32_t mode = 0;
  std::string_view name;
  Oid oid;
  std::size_t length = 0;  // bytes that the entry takes in the tree
  bool is_padded = false;  // the mode has a zero in front

  [[nodiscard]] bool is_tree() const { return is_tree_mode(mode); }
};

// Below, equal to or above 0, as git sorts entries: as if a folder's name ended in '/' (base_name_compare in
// git's tree.c). Equal are names of one kind and the same bytes alone.
int compare_names(const TreeEntry& one, const TreeEntry& other);

// The entry at the start of `bytes`; an error where there is none.
Result<TreeEntry> parse_entry(const Oid& tree, std::string_view bytes);

// The files of `tree` whose path, mode and object differ from those in each of `others`
// (docs/commits-a-check-sees.md; zero: an empty tree), in the order of the tree, and what else there is to
// say of names (File::is_name_only). Only folders that differ from all others are opened.
Result<std::vector<File>> differing(const Objects& objects, const Oid& tree, const std::vector<Oid>& others);

// Visits the files of the tree that are in `wanted`, in the order of the tree. Folders that can hold none are
// not opened.
Result<void> visit_files(const Objects& objects, const Oid& tree, const text::GlobSet& wanted,
                         const VisitFile& visit);

}  // namespace expgate::git
