#pragma once

#include <string>
#include <string_view>

namespace expgate::message {

// Whether `line` is the footer of Conventional Commits 1.0.0, "BREAKING CHANGE: text" or "BREAKING-CHANGE:
// text".
bool is_breaking_footer(std::string_view line);

// What keeps `line` from being that footer although it looks like one; empty: it is one, or does not look
// like one.
std::string breaking_near_miss(std::string_view line);

}  // namespace expgate::message
