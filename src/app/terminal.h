#pragma once

#include <cstddef>
#include <string>

#include "base/text.h"

namespace expgate::app {

// Returns how many columns the terminal behind stdout has, or COLUMNS says; 0: there is none, and nothing
// says how wide it should be.
std::size_t terminal_width();

// Returns how many columns prose may take on stdout: at least 40, at most `text::kColumns`, and so many if
// there is no terminal.
std::size_t prose_width();

// The same, but 0 if there is no terminal: piped text is not wrapped.
std::size_t line_width();

// The text on lines of stdout that fit the terminal, if its width is known, else on one; each ends with a
// line feed, the first begins with `indent`. What stands in backquotes is not broken.
std::string fitted(const Text& text, const std::string& indent = {});

}  // namespace expgate::app
