#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "model/oid.h"

// What is said to the repository when history is written anew.
namespace expgate::git {

// What a tree has at a path.
struct FileEntry {
  std::uint32_t mode = 0;
  Oid oid;
  bool operator==(const FileEntry&) const = default;
};

// The tree of a commit's parent, and what became of it. Zero: it is not there.
struct CarriedParent {
  Oid before;
  Oid now;
};

// Of a commit's tree: what takes the place of the file at a path. Nothing: what the first parent that has one
// has there by now, or none.
using CarriedFiles = std::map<std::string, std::optional<FileEntry>>;

// Files to put into a tree; nothing: to take out.
using EditedFiles = std::map<std::string, std::optional<FileEntry>>;

}  // namespace expgate::git
