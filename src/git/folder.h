#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace expgate::git {

// The names in a folder, in no order; none where it is not there.
Result<std::vector<std::string>> names_in(const std::string& folder);

}  // namespace expgate::git
