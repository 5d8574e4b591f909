#include "report/push_log_metrics.h"

#include <chrono>
#include <utility>

#include <fmt/core.h>

#include "base/strings.h"

namespace expgate::report {

namespace {

constexpr std::size_t kMostSeries = 200;  // groups of a kind
constexpr double kMilliseconds = 1'000;   // in a second

// The value of a label: what would end it is escaped.
std::string label_value(std::string_view value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '\\' || c == '"')
      out += std::string{'\\', c};
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out + "\"";
}

using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Metrics {
 public:
  // What the samples after it belong to.
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    out_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
  }

  void sample(const Labels& labels, double value, std::string_view suffix = "") {
    std::string all;
    for (const auto& [label, of] : labels) {
      if (!all.empty()) all += ',';
      all.append(label).append("=").append(label_value(of));
    }
    out_ += fmt::format("{}{}{} {}\n", name_, suffix, all.empty() ? all : "{" + all + "}", value);
  }
  void sample(const Labels& labels, std::uint64_t value) { sample(labels, static_cast<double>(value)); }

  std::string take() { return std::move(out_); }

 private:
  std::string name_;
  std::string out_;
};

void add_outcomes(Metrics& metrics, std::string_view kind, const PushGroups& groups) {
  metrics.family(
      fmt::format("expgate_{}_pushes_total", kind), "counter",
      fmt::format("Pushes by {} and outcome, at most those {} with most rejections.", kind, kMostSeries));
  std::size_t rows = 0;
  for (const PushGroup& group : groups.groups) {
    if (++rows > kMostSeries) break;
    const PushCounts& counts = group.pushes;
    metrics.sample({{kind, group.name}, {"outcome", "rejected"}}, counts.rejected);
    metrics.sample({{kind, group.name}, {"outcome", "would_reject"}}, counts.would_reject);
    if (kind == "rule") continue;
    metrics.sample({{kind, group.name}, {"outcome", "passed"}}, counts.passed);
    metrics.sample({{kind, group.name}, {"outcome", "undecided"}}, counts.undecided);
  }
}

void add_pushes(Metrics& metrics, const PushLog& log) {
  metrics.family("expgate_pushes_total", "counter", "Pushes by outcome.");
  metrics.sample({{"outcome", "passed"}}, log.pushes.passed);
  metrics.sample({{"outcome", "rejected"}}, log.pushes.rejected);
  metrics.sample({{"outcome", "would_reject"}}, log.pushes.would_reject);
  metrics.sample({{"outcome", "undecided"}}, log.pushes.undecided);
  metrics.family("expgate_bypasses_total", "counter", "Pushes that a bypass let in.");
  metrics.sample({}, log.pushes.bypassed);
}

void add_findings(Metrics& metrics, const PushLog& log) {
  metrics.family("expgate_findings_total", "counter", "Findings by rule and severity.");
  std::size_t rows = 0;
  for (const PushGroup& group : log.rules.groups) {
    if (++rows > kMostSeries) break;
    metrics.sample({{"rule", group.name}, {"severity", "error"}}, group.errors);
    metrics.sample({{"rule", group.name}, {"severity", "warning"}}, group.warnings);
    metrics.sample({{"rule", group.name}, {"severity", "waived"}}, group.waived);
  }
}

void add_times(Metrics& metrics, const PushTimes& times) {
  metrics.family("expgate_push_duration_seconds", "summary", "How long checking a push took.");
  if (times.count > 0) {
    metrics.sample({{"quantile", "0.5"}}, times.median / kMilliseconds);
    metrics.sample({{"quantile", "0.95"}}, times.p95 / kMilliseconds);
    metrics.sample({{"quantile", "0.99"}}, times.p99 / kMilliseconds);
  }
  metrics.sample({}, times.sum / kMilliseconds, "_sum");
  metrics.sample({}, static_cast<double>(times.count), "_count");
  metrics.family("expgate_push_longest_seconds", "gauge", "How long the slowest push took.");
  metrics.sample({}, times.longest / kMilliseconds);
}

void add_lines(Metrics& metrics, const PushLog& log) {
  metrics.family("expgate_log_lines_total", "counter", "Lines of the audit log by what became of them.");
  const LogLines& lines = log.lines;
  metrics.sample({{"state", "counted"}}, log.pushes.all());
  metrics.sample({{"state", "damaged"}}, lines.damaged);
  metrics.sample({{"state", "unknown_schema"}}, lines.unknown_schema);
  metrics.sample({{"state", "before_since"}}, lines.before);
  metrics.sample({{"state", "trial"}}, log.trials);
}

// Seconds since 1970 of "2026-01-31T09:05:00.123Z"; the log's reader has checked its shape.
double seconds_of(std::string_view time) {
  namespace chrono = std::chrono;
  const auto part = [&](std::size_t at, std::size_t length) {
    return static_cast<int>(time.size() < at + length ? 0
                                                      : parse_decimal(time.substr(at, length)).value_or(0));
  };
  const chrono::sys_days day{chrono::year(part(0, 4)) / part(5, 2) / part(8, 2)};
  const auto whole = day.time_since_epoch() + chrono::hours(part(11, 2)) + chrono::minutes(part(14, 2)) +
                     chrono::seconds(part(17, 2));
  return static_cast<double>(chrono::duration_cast<chrono::seconds>(whole).count());
}

void add_ending(Metrics& metrics, const PushLog& log) {
  if (!log.ending) return;
  metrics.family("expgate_exception_end_timestamp_seconds", "gauge",
                 "The last day of exceptions that end within 30 days.");
  for (const EndingException& each : *log.ending)
    metrics.sample({{"rule", each.rule}, {"at", each.at}, {"reason", each.reason}}, seconds_of(each.expires));
}

}  // namespace

std::string push_log_metrics(const PushLog& log, PushLogKind kind) {
  Metrics metrics;
  add_pushes(metrics, log);
  add_outcomes(metrics, "rule", log.rules);
  if (kind == PushLogKind::projects) add_outcomes(metrics, "project", log.projects);
  if (kind == PushLogKind::users) add_outcomes(metrics, "user", log.users);
  add_findings(metrics, log);
  add_times(metrics, log.times);
  add_lines(metrics, log);
  metrics.family("expgate_last_push_timestamp_seconds", "gauge", "When the last push was checked.");
  metrics.sample({}, log.last.empty() ? 0.0 : seconds_of(log.last));
  add_ending(metrics, log);
  return metrics.take();
}

}  // namespace expgate::report
