#pragma once

#include <string>
#include <string_view>

#include "model/report.h"

namespace expgate::report {

// The report as one JSON object of schema expgate-report/1 (docs/reports.md), with a final line feed.
std::string json(const Report& report, std::string_view version);

}  // namespace expgate::report
