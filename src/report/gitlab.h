#pragma once

#include <string>

#include "model/report.h"

namespace expgate::report {

// GitLab's Code Quality report: a JSON array with an entry for each finding about a file
// (docs.gitlab.com/ci/testing/code_quality). An entry must have a path, so findings about messages and refs
// are not in it: they are in the JUnit report.
std::string gitlab(const Report& report);

}  // namespace expgate::report
