#pragma once

#include <string>
#include <string_view>

#include "app/help/command_tree.h"

namespace expgate::app {

// The manual page expgate(1), in the macros of man(7), of that version and its date (2026-11-26). In English
// for every reader: it is made once, when the program is packaged.
std::string man_page(const CommandNode& root, std::string_view version, std::string_view date);

}  // namespace expgate::app
