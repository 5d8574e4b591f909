#pragma once

#include <string>
#include <string_view>

namespace expgate::text {

// `text` as one word for a shell that a report can show: like shell_quoted(), and what cannot be printed as
// $'\xff', which bash, zsh and ksh understand (dash and fish do not).
std::string shell_word(std::string_view text);

// The same of a path, which a command takes for no option.
std::string path_word(std::string_view path);

// The same of a path where git expects a pattern: it means that very file.
std::string pathspec_word(std::string_view path);

}  // namespace expgate::text
