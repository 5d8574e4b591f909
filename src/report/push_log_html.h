#pragma once

#include <string>
#include <string_view>

#include "model/push_log.h"
#include "report/push_log_text.h"

namespace expgate::report {

// The audit logs summed up as one page of HTML that needs nothing else, as html() makes it of a report. It
// names users and projects: it is for administrators.
std::string push_log_html(const PushLog& log, PushLogKind kind, std::string_view version);

}  // namespace expgate::report
