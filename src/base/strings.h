#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expgate {

// The parts of `text` between separators; one part more than there are separators.
std::vector<std::string_view> split(std::string_view text, char separator);

// The lines of `text` without their LF; a final LF starts no further line.
std::vector<std::string_view> lines(std::string_view text);

// What stands between pairs of `"` in `text`: the texts of a list, none of which has one in it.
std::vector<std::string> quoted_parts(std::string_view text);

// `text` without blanks (space, tab, CR, LF, VT, FF) at its ends.
std::string_view trim(std::string_view text);

// `text` with A–Z in lower case; other bytes are left alone.
std::string ascii_lower(std::string_view text);

// The parts with `separator` between them.
std::string join(const std::vector<std::string>& parts, std::string_view separator);

// A decimal number that fills `text` whole, or nothing (signs, blanks and overflow included).
std::optional<std::uint64_t> parse_decimal(std::string_view text);

// "1 file", "2 files": the number with its noun, an s where there is not exactly one.
std::string count_of(std::uint64_t number, std::string_view noun);

// The candidate nearest to `word` (optimal string alignment, case ignored), if it is near enough to be a
// slip.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

// The text with `value` wherever `placeholder` stood.
std::string replaced(std::string text, std::string_view placeholder, std::string_view value);

}  // namespace expgate
