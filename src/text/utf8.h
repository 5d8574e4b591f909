#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace expgate::text {

// The code point that starts at `text[at]`; `length` bytes long. Invalid, overlong and surrogate sequences:
// `valid` is false and `length` is 1.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = false;
};
CodePoint decode(std::string_view text, std::size_t at);

// The offset of the first byte that is not UTF-8 (RFC 3629), or nothing.
std::optional<std::size_t> first_invalid(std::string_view text);

// Columns that `text` takes on a terminal: East Asian wide characters two, combining ones none, invalid bytes
// one.
std::size_t width(std::string_view text);

// Whether the code point changes the direction of text (U+202A–202E, U+2066–2069, U+200E/F, U+061C).
bool is_bidi_control(char32_t value);

// Whether the code point is a letter or a digit that can be seen: the fillers of Hangul are none.
bool is_letter_or_digit(char32_t value);

// Whether nothing is seen of it: Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties.txt)
// and the blank of Braille.
bool is_ignorable(char32_t value);

// `text` safe to print in a report: control characters, bidi controls, other invisible characters and bytes
// that are not UTF-8 as
// `\n`, `\xNN` or `\u{NNNN}`. A backslash stays as it is.
std::string printable(std::string_view text);

// `text` with only bytes that are not UTF-8 replaced by `\xNN`: what JSON can carry.
std::string with_escaped_bytes(std::string_view text);

// Adds the code point to the text.
void append_utf8(std::string& text, char32_t value);

// Latin-1 or Windows-1252 bytes as UTF-8.
std::string from_latin1(std::string_view text);

}  // namespace expgate::text
