#pragma once

#include <string>
#include <string_view>

namespace expgate::text {

// Returns the figure as people read it: "0.9154" of "0.9153846153846154", "87.35%" of "87.3456789%". One of
// at most six significant digits, a whole number, and what is not a number stay as they are. A unit is kept.
std::string rounded(std::string_view figure);

// The same of a number.
std::string rounded(double number);

}  // namespace expgate::text
