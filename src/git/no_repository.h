#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace expgate::git {

// Returns the error that says so and what to do if there is no repository at `folder` (".": the current one)
// nor above it; nothing if there is one, a damaged one included, or if GIT_DIR names one.
std::optional<Error> no_repository(const std::string& folder);

}  // namespace expgate::git
