#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/mapped_file.h"
#include "model/oid.h"

namespace expgate::git {

// The tree that a folder of the index would make, where git knows it (gitformat-index(5), "cache tree").
struct CachedTree {
  std::string_view name;
  std::optional<Oid> oid;             // nothing: something below it was staged since
  std::size_t entries = 0;            // of the index that lie below it, if its oid is known
  std::vector<CachedTree> folders{};  // in git's order: by length, then by bytes

  // That of a folder in it, or null.
  [[nodiscard]] const CachedTree* folder(std::string_view folder_name) const;
};

// Git's index (gitformat-index(5)), read where it lies in memory: of the common kind, one whole file that has
// one merged entry for each path. All others are git's to read (docs/git-facts.md, "Index and sparse
// checkouts").
class IndexFile {
 public:
  // Nothing where it is of another kind (split, sparse, not merged, with files that are to be added later),
  // or damaged.
  static std::optional<IndexFile> read(MappedFile file, ObjectFormat format);
  static std::optional<IndexFile> read(std::string_view bytes, ObjectFormat format);  // which stay

  [[nodiscard]] std::size_t size() const { return places_.size(); }

  // Of the entry at that place, in the order of the paths as git wrote them.
  [[nodiscard]] std::string_view path(std::size_t place) const;
  [[nodiscard]] std::uint32_t mode(std::size_t place) const;
  [[nodiscard]] Oid oid(std::size_t place) const;

  // The root's; nothing is known of it where the index has none.
  [[nodiscard]] const CachedTree& tree() const { return tree_; }

 private:
  class Reader;

  MappedFile file_;
  std::string_view bytes_;
  ObjectFormat format_ = ObjectFormat::sha1;
  std::vector<std::uint32_t> places_;  // where each entry begins
  // Of version 4, where a path is written as what it does not share with the one before it: all of them, one
  // after the other, and where each ends.
  bool has_short_paths_ = false;
  std::string paths_;
  std::vector<std::uint32_t> path_ends_;
  CachedTree tree_;
};

}  // namespace expgate::git
