#pragma once

#include <string>
#include <string_view>

namespace expgate::content {

// "JSON with comments" as JSON: comments and commas before a closing bracket become blanks, so that all that
// stays keeps its place.
std::string without_comments(std::string_view source);

}  // namespace expgate::content
