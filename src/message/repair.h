#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace expgate::message {

// How a message is to be mended.
struct Repair {
  std::string header;            // what its first line becomes; empty: it stays
  std::size_t body_width = 100;  // columns that a line of the body may take
  // What begins a comment line for git: no line that is broken goes on with it. Empty: nothing does.
  std::string comment = "#";
};

// `message` (UTF-8) without its mechanical slips. What a person wrote stays, word for word, but for the
// header if another is given, and the key of a misspelt footer:
// - no byte order marks, CRs, blanks at line ends, blank lines at its ends; one LF ends it
// - a blank line behind the header
// - the footer BREAKING CHANGE spelt as tools read it
// - wide lines of prose, list items and quotations broken at blanks (and between Chinese and Japanese
//   characters), with their indent, mark or `>`; lines with a URL, trailers, code and tables stay
// It is idempotent. Messages that need no header (merges, fixups) are for the caller to leave alone.
std::string repaired(std::string_view message, const Repair& repair = {});

}  // namespace expgate::message
