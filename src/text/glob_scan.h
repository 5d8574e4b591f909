#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::text {

// The offset behind the piece of a glob that starts at `at`: a class, a quoted character, or one byte.
// Errors: a class that is not closed, a backslash with nothing behind it.
Result<std::size_t> piece_end(std::string_view glob, std::size_t at);

// The globs without braces that `glob` stands for; itself where it has none. Every piece of theirs is well
// formed. Errors: as above, braces that are not closed or hold no choice, over 1,000 alternatives.
Result<std::vector<std::string>> expand_braces(std::string_view glob);

// What a regular expression is matched with, one at a time: bytes (Latin-1 for RE2), or the code points of
// UTF-8, as other programs do.
enum class Alphabet { bytes, characters };

// The class that starts at `glob[at]` (`[a-z]`, `[!._]`, `[[:digit:]]`) as a regular expression over bytes
// or characters for one character that is not '/'. Errors: an unknown name, a range that runs backwards, a
// class that can match nothing.
Result<std::string> class_regex(std::string_view glob, std::size_t at, bool fold_case,
                                Alphabet alphabet = Alphabet::bytes);

// One character as a regular expression over bytes; folded, in either case.
std::string character_regex(std::string_view character, bool fold_case, Alphabet alphabet = Alphabet::bytes);

// Any one character but '/', as a regular expression over bytes: a code point, or a byte that belongs to
// none.
std::string any_character_regex(Alphabet alphabet = Alphabet::bytes);

}  // namespace expgate::text
