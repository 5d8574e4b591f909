#pragma once

#include <string>
#include <string_view>

#include "report/fleet/fleet.h"
#include "report/text.h"

namespace expgate::report {

// Returns the fleet for a terminal: the sums, the worst repositories, the rules, what is not known, and what
// to do first. Of each list the first 20.
std::string fleet_text(const Fleet& fleet, const TextStyle& style);

// Returns the same lists as Markdown, for a comment or the summary of a job.
std::string fleet_markdown(const Fleet& fleet);

// Returns everything that is known as one object of JSON, `expgate-fleet/1` (docs/reports.md).
std::string fleet_json(const Fleet& fleet, std::string_view version);

}  // namespace expgate::report
