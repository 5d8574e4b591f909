#include <chrono>
#include <memory>

#include "app/command.h"
#include "app/output.h"
#include "app/terminal.h"
#include "base/version.h"
#include "gate/log_summary.h"
#include "report/push_log_html.h"
#include "report/push_log_json.h"
#include "report/push_log_metrics.h"
#include "report/push_log_text.h"

namespace expgate::app {

namespace {

struct LogArguments {
  std::vector<std::string> files;
  std::string since;
  std::string by;
};

report::PushLogKind kind_of(const std::string& by) {
  if (by == "project") return report::PushLogKind::projects;
  if (by == "user") return report::PushLogKind::users;
  return by == "rule" ? report::PushLogKind::rules : report::PushLogKind::all;
}

std::string written_as(const std::string& format, const PushLog& log, report::PushLogKind kind) {
  if (format == "json") return report::push_log_json(log);
  if (format == "html") return report::push_log_html(log, kind, version());
  if (format == "prometheus") return report::push_log_metrics(log, kind);
  return report::push_log_text(log, kind, line_width());
}

Result<int> run(const LogArguments& wanted, const Common& common) {
  const auto now = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const Day today = static_cast<Day>(now.time_since_epoch().count());
  std::string since;
  if (!wanted.since.empty()) TRY_SET(since, gate::first_day(wanted.since, today));
  TRY_ASSIGN(PushLog log, gate::sum_up(wanted.files, since));
  if (!common.policy.empty()) TRY(gate::find_ending_exceptions(common.policy, today, log));
  const report::PushLogKind kind = kind_of(wanted.by);
  for (const std::string& report : common.reports) {
    const std::size_t equals = report.find('=');
    TRY(write_report_file(report.substr(equals + 1), written_as(report.substr(0, equals), log, kind),
                          common));
  }
  TRY(print(written_as(common.format, log, kind)));
  return 0;
}

Action declare_log(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<LogArguments>();
  arguments.add(
      {.value = "FILE",
       .help = msgid("Audit logs, in any order, as they are or compressed by gzip; `-` reads stdin"),
       .is_required = true},
      &wanted->files);
  arguments.add(
      {.names = {"--since"},
       .value = "DATE",
       .help = msgid("Leave out pushes before this day (UTC): 2026-01-31, or 30d for the last 30 days")},
      &wanted->since);
  arguments.add({.names = {"--by"},
                 .value = "KIND",
                 .help = msgid("Which pushes are counted together: rule, project or user"),
                 .fallback = msgid("a short table of each"),
                 .choices = {"rule", "project", "user"}},
                &wanted->by);
  arguments.formats({"text", "json", "html", "prometheus"});
  arguments.reports({"text", "json", "html", "prometheus"});
  arguments.footer(msgid(
      "With `--policy FILE`, the server's own, exceptions that end within 30 days are listed. Lines that "
      "are cut off are counted and change no exit code; a file that cannot be read is exit code 2."));
  arguments.example("expgate log --since 30d /var/log/expgate/audit.jsonl*",
                    msgid("What would happen if warn mode ended tomorrow"));
  arguments.example("expgate log --format prometheus /var/log/expgate/audit.jsonl",
                    msgid("For the textfile collector of Prometheus' node exporter"));
  return [wanted, &common] { return run(*wanted, common); };
}

}  // namespace

extern const Command log_command;
const Command log_command{"log", msgid("Sum up a server's audit logs: who is, or would be, rejected by what"),
                          declare_log};

}  // namespace expgate::app
