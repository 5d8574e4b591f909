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

// Whether git takes an entry of that mode for a folder: it looks at the kind alone, so 040755 is one too
// (S_ISDIR in its tree-walk.c).
inline constexpr bool is_tree_mode(std::uint32_t mode) {
  constexpr std::uint32_t kKind = 0170000;
  return (mode & kKind) == kModeTree;
}

// A file as a tree names it: anything but a tree, so symlinks and submodules too.
struct File {
  std::string path;  // from the root, raw bytes, with '/'
  std::uint32_t mode = kModeFile;
  Oid oid;

  // Whether `oid` names a blob whose bytes are file content (not a link's target, not a submodule's commit).
  [[nodiscard]] bool has_content() const { return mode != kModeSymlink && mode != kModeSubmodule; }
};

}  // namespace expgate
