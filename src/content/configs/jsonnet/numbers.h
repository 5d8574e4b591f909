#pragma once

#include <string>

namespace expgate::content::jsonnet {

// Returns a number as the language writes it, with all its digits: "0.10000000000000001".
std::string written_number(double value);

// Returns a number in as few digits as say which it is: "0.1"; whole ones have no point.
std::string shortest_number(double value);

}  // namespace expgate::content::jsonnet
