#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace expgate::text {

inline constexpr std::size_t kColumns = 96;  // that the by-hand commands write at most

// `text` broken at blanks (text/wrap.h) into lines of at most `columns`, each indented and ended by a line
// feed.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns = kColumns);

// Returns `label` and `text` behind it, in lines of at most `columns` (0: in one), each ended by a line feed.
// From the second on they begin with `indent` spaces.
std::string hanging(const std::string& label, std::string_view text, std::size_t indent, std::size_t columns);

// The lines of `text` as they are, indented.
std::string indented(std::string_view text, std::size_t indent);

// `text` with blanks after it, up to `columns`.
std::string padded(std::string text, std::size_t columns);

}  // namespace expgate::text
