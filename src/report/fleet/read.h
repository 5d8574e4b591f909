#pragma once

#include <string>

#include "report/fleet/fleet.h"

namespace expgate::report {

// Reads what `expgate audit --format json` has written, once from its first byte to its last and without
// keeping it: its size does not matter. An error if it cannot be read, is cut off, is something else than one
// whole report (expgate-report/1) of an audit, or has a value of the wrong type where one is needed.
Result<FleetAudit> read_audit(const std::string& file);

}  // namespace expgate::report
