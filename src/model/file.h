#pragma once

#include <cstdint>
#include <string>

#include "model/oid.h"

namespace expgate {

// The modes that git writes into a tree entry.
inline constexpr std::uint32_t kModeTree = 0040000;
inline constexpr std::uint32_t kModeFile = 0100644;
inline constexpr std::uint32_t kModeExecutable = 0100755;
inline constexpr std::uint32_t kModeSymlink = 0120000;
inline constexpr std::uint32_t kModeSubmodule = 0160000;

// Of a mode, git looks at the bits that say what kind of thing it is: 040755 is a folder too (canon_mode() in
// its cache.h).
inline constexpr std::uint32_t kind_of_mode(std::uint32_t mode) {
  constexpr std::uint32_t kKind = 0170000;
  return mode & kKind;
}
inline constexpr bool is_tree_mode(std::uint32_t mode) {
  return kind_of_mode(mode) == kModeTree;
}

// What is wrong with an entry's place in its tree. git's own commands make no such trees, a push may bring
// them.
enum class EntryDefect : std::uint8_t {
  none,
  duplicate,  // the same name stands in the tree before it
  unsorted,   // it stands behind one that comes after it
  slash,      // its name has a slash in it
  padded,     // its mode is written with a zero in front
};

// A file as a tree names it: anything but a tree, so symlinks and submodules too.
struct File {
  std::string path;  // from the root, raw bytes, with '/'
  std::uint32_t mode = kModeFile;
  Oid oid;

  // Of files that a commit introduces: the mode at the same path in a parent, the same one if a parent has
  // it; 0: the path is new.
  std::uint32_t old_mode = 0;

  // The commit does not introduce it as a file, but something is to be said of its name or mode: a folder
  // that is empty or malformed, or one of two names that the commit brings together.
  bool is_name_only = false;
  EntryDefect flaw = EntryDefect::none;
  std::string
      case_collision;  // a path that differs from this one in case, spelling or width alone; empty: none

  [[nodiscard]] bool is_symlink() const { return kind_of_mode(mode) == kModeSymlink; }
  [[nodiscard]] bool is_submodule() const { return kind_of_mode(mode) == kModeSubmodule; }

  // Whether `oid` names a blob whose bytes are file content (not a link's target, not a submodule's commit).
  // A kind that nobody knows counts as content, so that it is looked at.
  [[nodiscard]] bool has_content() const { return !is_symlink() && !is_submodule(); }
};

}  // namespace expgate
