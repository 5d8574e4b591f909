#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::message {

// The line in pieces of at most `width` columns each, broken at blanks and between Chinese or Japanese
// characters. Those behind the first begin with what goes on with an item, an indent or a quotation. No piece
// begins like something else: a comment (`comment`), a list item, a heading, a trailer, a fence. A word that
// is wider than a line stays whole.
std::vector<std::string> refilled(std::string_view line, std::size_t width, std::string_view comment);

}  // namespace expgate::message
