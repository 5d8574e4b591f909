#pragma once

#include <string>

#include "app/help/command_tree.h"

namespace expgate::app {

// A script that completes the command line of all these commands, for a shell each. It runs no program but
// git (for the names of revisions), so that it answers at once. In English for every reader: the script is
// made once, when the program is packaged.
std::string bash_completion(const CommandNode& root);
std::string zsh_completion(const CommandNode& root);
std::string fish_completion(const CommandNode& root);

}  // namespace expgate::app
