#pragma once

#include <string>
#include <string_view>

#include "report/fleet/fleet.h"

namespace expgate::report {

// Returns the fleet as one page of HTML that needs nothing else: no network, no file beside it. It runs under
// a Content-Security-Policy of its own that allows its one style and its one script.
std::string fleet_page(const Fleet& fleet, std::string_view version);

}  // namespace expgate::report
