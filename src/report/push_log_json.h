#pragma once

#include <string>

#include "model/push_log.h"

namespace expgate::report {

// The audit logs summed up as `expgate-log/1` (docs/reports.md).
std::string push_log_json(const PushLog& log);

}  // namespace expgate::report
