#pragma once

#include <string>
#include <vector>

namespace expgate::input {

// Returns the command line of the nearest process above this one that is git: a hook is not given what the
// user typed, but Linux has it (proc(5), "cmdline"). Empty if there is none, or it cannot be read.
std::vector<std::string> git_above();

}  // namespace expgate::input
