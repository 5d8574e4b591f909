#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "model/change_set.h"
#include "model/report.h"
#include "policy/policy.h"

// What pushes a server has judged: one JSON object a line, for those who have to account for it.
namespace expgate::gate {

// The line, its line feed included, that says who pushed what where and what came of it. Long lists are cut,
// and counted in full.
std::string audit_line(const Report& report, const ChangeSet& changes, const policy::Policy& policy);

// Adds the line to the end of the file, which is made where there is none, in a single write: lines of pushes
// that run at the same time do not mix. An error where it does not get there whole.
Result<void> append_line(const std::string& file, std::string_view line);

}  // namespace expgate::gate
