#pragma once

#include <string_view>

#include "content/python/python_program.h"

namespace expgate::content {

// What functions do to the generators that a run draws from, by their full names.

// Returns whether a function of another library seeds by what it is given.
bool seeds_by_argument(std::string_view full);

// Returns whether it makes a generator that only those draw from who hold it: `random.Random`.
bool makes_generator(std::string_view full);

// Returns whether it seeds by a configuration that it is given: a framework.
bool seeds_by_config(std::string_view full);

// Returns whether a keyword argument of a library's function seeds what that draws from.
bool seeds_by_keyword(std::string_view full, std::string_view keyword);

// Returns whether a program has libraries that compute with tensors, which draw from generators of their own.
bool has_tensors(const PythonProgram& program);

// Returns whether a seeding call seeds more than `random` and NumPy.
bool seeds_tensors(const PythonProgram& program, const PythonProgram::Use& call);

// Returns whether a seeding call that is made after another takes back all of what that has seeded, or what
// most is drawn from.
bool covers(const PythonProgram& program, const PythonProgram::Use& later, const PythonProgram::Use& earlier);

}  // namespace expgate::content
