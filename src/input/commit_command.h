#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "git/repository.h"

namespace expgate::input {

// What an alias of git stands for; empty: there is none of that name.
using AliasOf = std::function<std::string(const std::string& name)>;

// The command that makes the same commit again, without what gives it its message: options first, then `--`
// and the paths, if there are any. Empty if that is not known for sure. `words` is the command line of git.
std::vector<std::string> without_message(std::span<const std::string> words, const AliasOf& alias_of);

// The same for the `git` that runs this hook. Empty if no git runs it.
std::vector<std::string> running_commit(git::Repository& repository);

}  // namespace expgate::input
