#pragma once

#include "base/result.h"

namespace expgate::app {

// Prints "expgate 0.1.0". Returns the exit code.
Result<int> print_version();

}  // namespace expgate::app
