#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::app {

// The command that the completion scripts call, which help does not list.
inline constexpr std::string_view kCompleteCommand = "__complete";

// Answers `expgate __complete -- WORD…`, the line up to the cursor, with one candidate a line, a tab, and
// what it is. `expgate __complete --bash WORD -- LINE` is bash's way: LINE is the whole command line up to
// the cursor, WORD what readline is going to replace, and the candidates come as bash has to type them. Where
// paths can stand, the line is `:files` or `:folders`, a tab, and what of the word is in front of the path.
// Returns the exit code, which is always 0: a shell is never shown an error. Ends after two seconds.
int answer_shell(const std::vector<std::string>& words);

}  // namespace expgate::app
