#pragma once

#include <string>

#include "model/push_log.h"
#include "report/push_log_text.h"

namespace expgate::report {

// The audit logs summed up in the text format of Prometheus, for the node exporter's textfile collector
// (https://prometheus.io/docs/instrumenting/exposition_formats/). Projects or users are series only if `kind`
// asks for them.
std::string push_log_metrics(const PushLog& log, PushLogKind kind);

}  // namespace expgate::report
