#pragma once

#include <string>
#include <vector>

#include "app/command.h"

namespace expgate::app {

// Makes one report of many audits: of these files, and of all *.json in these folders and those below.
// Returns the exit code: 2 if one of them is undecided or cannot be read, 1 if one has violations.
Result<int> merge_audits(const std::vector<std::string>& places, const Common& common);

}  // namespace expgate::app
