#pragma once

#include <string>

#include "git/repository.h"

namespace expgate::git {

// Returns where in the repository the path lies that a user names: it is relative to the current folder, as
// git takes it, or absolute. In a bare repository, and outside the work tree, it counts from the top. An
// error if it leads out of the repository.
Result<std::string> path_here(const Repository& repository, const std::string& path);

}  // namespace expgate::git
