#pragma once

#include <string>

#include "model/report.h"

namespace expgate::report {

// The report as JUnit XML, for GitLab, Jenkins and whatever else reads it: a failed test for each error, a
// skipped one for each warning and for what is waived, a passed one for each check that found nothing; what
// could not be decided is a test that ended with an error. The names stay the same after a rebase.
std::string junit(const Report& report);

}  // namespace expgate::report
