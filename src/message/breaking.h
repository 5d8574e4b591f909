#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace expgate::message {

// Whether `line` is the footer of Conventional Commits 1.0.0, "BREAKING CHANGE: text" or "BREAKING-CHANGE:
// text".
bool is_breaking_footer(std::string_view line);

// What keeps a line from being that footer although it looks like one.
struct BreakingMistake {
  enum class Kind { other_key, wide_colon, no_text, no_space, space_before_colon, no_colon };
  Kind kind = Kind::other_key;
  std::string key;  // as the line has it: of other_key with its colon, or the whole line if it has none
};

// Returns the mistake; nothing: the line is that footer, or does not look like one.
std::optional<BreakingMistake> breaking_near_miss(std::string_view line);

}  // namespace expgate::message
