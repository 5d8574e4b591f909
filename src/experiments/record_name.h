#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace expgate::experiments {

// Returns the name of an experiment for its record and tag, "vit" of "vit" and "exp-vit"; an error that
// names a better one if `experiment-tag` or git would reject `exp-NAME`.
Result<std::string> record_name(std::string_view given);

}  // namespace expgate::experiments
