#pragma once

#include <cstddef>

namespace expgate::app {

// Returns how many columns the terminal behind stdout has, or COLUMNS says; 0: there is none, and nothing
// says how wide it should be.
std::size_t terminal_width();

}  // namespace expgate::app
