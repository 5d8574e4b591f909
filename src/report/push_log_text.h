#pragma once

#include <cstddef>
#include <string>

#include "model/push_log.h"

namespace expgate::report {

// Which groups a format shows; `all`: some of each.
enum class PushLogKind { all, rules, projects, users };

// The audit logs summed up for people, with a line feed behind each line; sentences in lines of at most
// `columns` (0: in one).
std::string push_log_text(const PushLog& log, PushLogKind kind, std::size_t columns);

// The same in one sentence: "12 pushes from … to …: 3 were rejected, …".
std::string push_log_headline(const PushLog& log);

// "4.1 ms", "1.2 s".
std::string shown_duration(double milliseconds);

// "2026-01-31 09:05" of "2026-01-31T09:05:00.123Z".
std::string shown_minute(const std::string& time);

// The name of a group; what has none is a project or a user that the log does not know.
std::string shown_name(const PushGroup& group);

}  // namespace expgate::report
