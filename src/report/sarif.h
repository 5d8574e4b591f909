#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/declaration.h"
#include "model/report.h"

namespace expgate::report {

// The report as a SARIF 2.1.0 log with one run (docs.oasis-open.org/sarif/sarif/v2.1.0), as GitHub's code
// scanning reads it. `rules` are all that there are.
std::string sarif(const Report& report, std::string_view version, std::span<const Declaration* const> rules);

}  // namespace expgate::report
