#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::app {

// The globs that match just what a regular expression does, searched for in a name of a branch. Nothing: it
// has more in it than an anchor, letters, `(a|b)` and `.*` and the like.
std::optional<std::vector<std::string>> globs_for_names(std::string_view regex);

// The same for an expression that the ends of paths match: `\.(exe|dll)$`.
std::optional<std::vector<std::string>> globs_for_endings(std::string_view regex);

}  // namespace expgate::app
