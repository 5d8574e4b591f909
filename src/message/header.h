#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace expgate::message {

// The parts of a Conventional Commits 1.0.0 header, "type(scope)!: description"; views into the line that was
// parsed.
struct Header {
  std::string_view type;                  // letters, digits, '-' and '_'; no ticket number
  std::optional<std::string_view> scope;  // what stands in the brackets
  bool is_breaking = false;               // '!'
  std::string_view description;
};

// The parts of `line`, or nothing where it has any mistake: describe_mistake() says which.
std::optional<Header> parse_header(std::string_view line);

// The one mistake to name of a header that does not parse: the first from the left if there are several.
struct HeaderMistake {
  enum class Kind {
    empty,
    leading_blank,
    trailing_blank,
    tab,
    emoji,            // in front of the type
    front_matter,     // "[ABC-1]", in front of the type: argument {word}
    merge_text,       // the text that git makes for a merge, but one parent
    revert_text,      // the same for a revert, without the line that names the commit
    bare_autosquash,  // "fixup!" and no more
    squash_text,      // what `git merge --squash` makes
    no_type,          // no prefix at all
    empty_type,       // ": add x"
    type_not_utf8,
    type_with_picture,  // an emoji or what cannot be seen, within the type: {letter}
    foreign_letter,     // {letter}
    look_alike_letter,  // {letter} and the {ascii} that it looks like
    look_alike_mark,    // the same for a colon, a bracket or `!`
    type_of_words,      // "new feature: x": {word}
    type_character,     // "feat/api: x": {word}
    no_colon,           // behind {word}
    other_mark,         // {word} instead of the colon
    two_colons,
    space_before_colon,
    no_space_after_colon,
    spaces_after_colon,
    odd_space_after_colon,
    no_description,
    exclamation_after_colon,
    exclamation_before_scope,
    space_before_exclamation,
    exclamations,
    unclosed_scope,
    empty_scope,
    blank_in_scope,
    nested_scope,
    other_brackets,
    space_before_scope,
    count,  // of those above
  };
  Kind kind = Kind::empty;
  std::string line;     // with the mistake
  Arguments arguments;  // further ones, as the kind says
  // The header with every mistake put right, so that it parses; empty: that takes a person.
  std::string mended;
};
HeaderMistake describe_mistake(std::string_view line);

// `text`, cut short with an ellipsis where it is wider than 60 columns: for messages to people.
std::string shortened(std::string_view text);

}  // namespace expgate::message
