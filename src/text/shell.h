#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::text {

// `text` as one word for a POSIX shell, byte for byte: as it is if it is harmless, else in single quotes. For
// scripts.
std::string shell_quoted(std::string_view text);

// `text` as one word for a POSIX shell that a report can show: as it is if it is harmless, else in single
// quotes, and what cannot be printed as $'\xff', which bash, zsh and ksh understand (dash and fish do not).
std::string shell_word(std::string_view text);

// The commands, each a program with its arguments, on one line: every one runs only if the one before it
// succeeded.
std::string shell_line(const std::vector<std::vector<std::string>>& commands);

// A path where git expects a pattern, which then means that very file. It stands behind `--`.
std::string pathspec(std::string_view path);

// The same for a path from the top of the work tree, wherever in it the shell is (gitglossary(7),
// "pathspec").
std::string pathspec_from_top(std::string_view path);

}  // namespace expgate::text
