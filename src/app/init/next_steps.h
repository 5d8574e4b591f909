#pragma once

#include <string>

#include "app/init/survey.h"
#include "git/repository.h"

namespace expgate::app {

// Returns what to type after `expgate init`, as lines for people: to commit what it wrote, and nothing else,
// and to push it. The commands work from the current folder. If nothing is left, it says so.
Result<std::string> next_steps(git::Repository& repository, const Survey& survey, bool has_hooks);

}  // namespace expgate::app
