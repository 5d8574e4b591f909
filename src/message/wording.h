#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace expgate::message {

// `text` with case, blanks and ASCII punctuation taken out, for comparing what is said: "Fix bug!" is
// "fixbug".
std::string folded(std::string_view text);

// The first word of `text`, without punctuation behind it.
std::string_view first_word(std::string_view text);

// Whether `text` begins with a capital of the Latin script that is only there because a sentence begins: the
// first word is no acronym
// (`LSTM`, `U-Net`), has no other capital (`ResNet`), no digit (`B0`), and is no piece of code
// (`Config.load`, `Foo::bar`, `Foo()`).
bool begins_with_plain_capital(std::string_view text);

// `text` with a small letter where begins_with_plain_capital() found a capital.
std::string with_small_initial(std::string_view text);

// Bytes of the full stop at the end of `text`, `.` or `。`; 0 for none, an ellipsis and "etc.".
std::size_t final_stop(std::string_view text);

}  // namespace expgate::message
