#pragma once

#include <set>
#include <string>
#include <string_view>

#include "text/node.h"

namespace expgate::content {

// Returns the macros of a config of gin (`SEED = 42`) that a seed takes (`train.seed = %SEED`), itself or
// through others; one that nothing takes is never seen. Bindings for which `is_part` holds do not count.
std::set<std::string> used_macros(const text::Node& root, bool (*is_part)(std::string_view key));

}  // namespace expgate::content
