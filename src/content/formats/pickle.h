#pragma once

#include <string_view>

namespace expgate::content {

// Whether `bytes` are pickle opcodes with their arguments, from the first to a STOP that ends them (Python,
// Lib/pickletools.py). Nothing is run.
bool is_pickle_program(std::string_view bytes);

}  // namespace expgate::content
