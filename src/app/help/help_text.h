#pragma once

#include <string>

#include "app/help/command_tree.h"
#include "base/result.h"

namespace expgate::app {

// The width of help that is not read on a terminal.
inline constexpr std::size_t kHelpColumns = 80;

// The help of the program, or of one of its commands, in lines of at most `columns`, but for examples: those
// are pasted.
std::string help_text(const CommandNode& root, std::size_t columns = kHelpColumns);
std::string help_text(const CommandNode& root, const CommandNode& command,
                      std::size_t columns = kHelpColumns);

// The help of a whole group of commands ("policy") or of one ("policy show"); of the program if `name` is
// empty. Returns the exit code; an error if there is no such command.
Result<int> print_help(const std::string& name);

}  // namespace expgate::app
