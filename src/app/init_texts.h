#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace expgate::app {

// The lines that frame our part of a .gitignore.
inline constexpr std::string_view kIgnoreBegin = "# >>> expgate: what does not belong into the history";
inline constexpr std::string_view kIgnoreEnd = "# <<< expgate";

// A first .expgate.yaml, with comments. `branches`: globs of names that the team uses beside main, develop,
// feature/* and exp/*.
std::string first_policy(const std::vector<std::string>& branches);

// The block for .gitignore, markers included.
std::string ignore_block();

}  // namespace expgate::app
