#pragma once

#include <string>

#include "model/report.h"

namespace expgate::report {

// The report as Markdown, for a comment or the summary of a job: a heading with the verdict and an item for
// each finding, as many as 500 KB hold. Nothing that comes from the repository is markup, HTML, a mention or
// a link.
std::string markdown(const Report& report);

}  // namespace expgate::report
