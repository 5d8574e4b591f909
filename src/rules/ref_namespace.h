#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "text/glob.h"

namespace expgate::rules {

// Returns the globs of the option `allow` of ref-namespace, for full names of refs. Such refs are for
// machines (dvc, AGit).
Result<text::GlobSet> refs_for_machines(const std::vector<std::string>& allow);

}  // namespace expgate::rules
