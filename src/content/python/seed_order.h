#pragma once

#include <vector>

#include "content/python/python_program.h"
#include "content/python/statement_order.h"

namespace expgate::content {

// A seeding call, and the call at which what it is given was chosen: `set_seed(cfg.seed)`.
struct SeededAt {
  PythonProgram::Use site;
  PythonProgram::Use seeding;
};

// Returns whether `later` is run after `earlier` in the same run, as far as they, or what calls them, stand
// in one function, with nothing but seeding between; sometimes: after something that may have drawn numbers,
// or under a condition that says nothing about `name`.
Done follows(const PythonProgram& program, const SeededAt& later, const SeededAt& earlier,
             std::string_view name);

}  // namespace expgate::content
