#pragma once

#include <string_view>

namespace expgate::app {

// The script that makes a shell ask `expgate __complete` (answer_shell.h) what can follow on the command
// line.
std::string_view completion_script(std::string_view shell);

}  // namespace expgate::app
