#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::text {

// `text` in lines of at most `width` columns, broken at single spaces, and in Chinese between characters;
// from the second on they begin with `indent` spaces. The first has `used` columns less. A word that is wider
// than a line stays whole, and so does what stands in 'quotes' for a shell. A command is broken behind its
// `&&` where that can be: it can be pasted then.
std::vector<std::string> wrap(std::string_view text, std::size_t width, std::size_t used, std::size_t indent);

// `text` cut to `columns` columns, the last of them "…" where something is lost.
std::string shortened(std::string_view text, std::size_t columns);

}  // namespace expgate::text
