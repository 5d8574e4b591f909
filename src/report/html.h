#pragma once

#include <string>
#include <string_view>

#include "model/report.h"

namespace expgate::report {

// The report as one page of HTML that needs nothing else: no network, no file beside it. It runs under a
// Content-Security-Policy of its own that allows its one style and its one script. Without a survey it has
// no pictures.
std::string html(const Report& report, std::string_view version);

}  // namespace expgate::report
