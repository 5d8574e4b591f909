#pragma once

#include <string>

#include "model/report.h"

namespace expgate::report {

// The report as workflow commands of GitHub Actions, one a line: each finding is an annotation, at its file
// where it has one. The last line is the verdict.
std::string github(const Report& report);

}  // namespace expgate::report
