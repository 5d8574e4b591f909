#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.h"
#include "model/file.h"
#include "model/oid.h"

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

// Reads the entry at the start of `bytes`, in place: there may be 100,000 of them. False: there is none.
bool read_entry(std::string_view bytes, ObjectFormat format, TreeEntry& entry);

// The same; an error where there is none.
Result<TreeEntry> parse_entry(const Oid& tree, std::string_view bytes);

// That this tree has an entry that cannot be read.
tl::unexpected<Error> damaged_tree(const Oid& tree);

}  // namespace expgate::git
