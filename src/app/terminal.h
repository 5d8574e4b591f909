#pragma once

#include <cstddef>

namespace expgate::app {

// Returns how many columns the terminal behind stdout has, or COLUMNS says; 0: there is none, and nothing
// says how wide it should be.
std::size_t terminal_width();

// Returns how many columns prose may take on stdout: at least 40, at most `text::kColumns`, and so many if
// there is no terminal.
std::size_t prose_width();

}  // namespace expgate::app
