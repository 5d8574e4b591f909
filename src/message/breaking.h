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
  enum class Kind {
    other_key,
    wide_colon,
    no_text,
    no_space,
    space_before_colon,
    no_colon,
    other_mark,  // `mark` instead of the colon
    scope,       // "BREAKING CHANGE(api): text"
  };
  Kind kind = Kind::other_key;
  std::string key;   // as the line has it: of other_key with its colon, or the whole line if it has none
  std::string mark;  // of other_mark
  std::string text;  // what the footer says on this line; empty: nothing
};

// Returns the mistake; nothing: the line is that footer, or does not look like one. `begins_block`: the line
// above is blank, the header or a trailer; in the middle of a paragraph, words are prose.
std::optional<BreakingMistake> breaking_near_miss(std::string_view line, bool begins_block = true);

// Whether the text of such a line says that nothing breaks: "none", "n/a". As a footer it would say the
// contrary to every tool.
bool says_nothing_breaks(std::string_view text);

}  // namespace expgate::message
