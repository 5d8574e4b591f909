#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/text.h"

namespace expgate::message {

// Bytes of `line` that can begin a type: letters, digits, '-' and '_'.
std::size_t type_length(std::string_view line);

// Whether the word is the number of a ticket: "ABC-12", "#12".
bool is_ticket(std::string_view word);

// Spaces of all kinds that part words, tab and line separators included.
bool is_space(char32_t letter);

// Those, and characters that cannot be seen at all (zero width, byte order mark, the fillers of Hangul, the
// blank of Braille, selectors, tags: text::is_ignorable()).
bool is_blank(char32_t letter);

// Whether nobody can see anything of the text.
bool is_all_blank(std::string_view text);

// Emoji and other pictures, with what joins and colours them.
bool is_emoji(char32_t letter);

// The ASCII character that this other one is mistaken for: a Cyrillic or Greek letter, a full-width form, a
// colon of another script; 0 where there is none.
char look_alike(char32_t letter);

// Returns the letter for people, with where it comes from: "Cyrillic `а` (U+0430)".
Text described(char32_t letter);

// `text` in UTF-8.
std::string utf8(char32_t letter);

}  // namespace expgate::message
