#pragma once

#include <string>

namespace expgate {

// The value of an environment variable, or "" if it is not set.
std::string environment(const char* name);

}  // namespace expgate
