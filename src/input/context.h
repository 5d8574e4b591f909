#pragma once

#include "git/repository.h"
#include "model/context.h"

namespace expgate::input {

// Who does what where, from the environment and the repository. Client modes take the default branch from
// what `remote`'s HEAD names.
Result<Context> gather_context(Mode mode, git::Repository& repository, const std::string& remote = "origin");

// What a server hook knows of a push to the repository with that common folder without opening it.
Context server_context(Mode mode, const std::string& common_folder);

// All of standard input; an error where it cannot be read, or is larger than a push can be.
Result<std::string> read_stdin();

}  // namespace expgate::input
