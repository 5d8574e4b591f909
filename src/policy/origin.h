#pragma once

#include <string>

#include "base/text.h"

namespace expgate::policy {

// Where a setting was made: a pack or a file, and the line in it.
struct Origin {
  enum class Kind {
    repository,  // a file of the repository, or one that a user names
    server,      // a file of the server itself
    pack,        // built in
  };
  std::string file;  // of a pack: "pack pytorch"
  int line = 0;
  Kind kind = Kind::repository;
};

// Returns "`file`:line", or the name of the pack.
Text text_of(const Origin& origin);

// Returns the value of an argument that stands for the origin's file.
Argument file_argument(const Origin& origin);

}  // namespace expgate::policy
