#include "report/push_log_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "report/numbers.h"
#include "report/phrases.h"
#include "text/columns.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::report {

namespace {

constexpr std::size_t kFewGroups = 10;  // where all kinds are shown
constexpr std::size_t kManyGroups = 100;
constexpr std::size_t kMostDaysShown = 31;
constexpr std::size_t kMostPushesShown = 20;
constexpr std::size_t kHanging = 4;  // columns in front of what a sentence goes on with

// A table of numbers with a name behind them.
class NumberTable {
 public:
  NumberTable(std::string& out, std::vector<std::string> heads) : out_(out), heads_(std::move(heads)) {
    row(heads_, "");
  }

  void row(const std::vector<std::uint64_t>& numbers, const std::string& name) {
    std::vector<std::string> cells;
    for (const std::uint64_t number : numbers) cells.push_back(grouped(number));
    row(cells, name);
  }

 private:
  void row(const std::vector<std::string>& cells, const std::string& name) {
    constexpr std::size_t kNarrowest = 9;
    std::string line = " ";
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::size_t columns = std::max(kNarrowest, text::width(heads_[i]));
      const std::size_t used = text::width(cells[i]);
      line += " ";
      line.append(columns > used ? columns - used : 0, ' ');
      line += cells[i];
    }
    if (!name.empty()) line.append("  ").append(name);
    out_ += line + "\n";
  }

  std::string& out_;
  std::vector<std::string> heads_;
};

void add_title(std::string& out, const Text& title) {
  out += "\n" + shown(title) + "\n";
}

void add_more(std::string& out, std::uint64_t more) {
  if (more > 0) out += "  " + shown(tr("… and {number} more", {{"number", grouped(more)}})) + "\n";
}

void add_days(std::string& out, const PushLog& log) {
  if (log.days.empty()) return;
  add_title(out, tr("pushes a day"));
  NumberTable table(out, {shown(tr("pushes")), shown(tr("rejected")), shown(tr("would be")),
                          shown(tr("undecided")), shown(tr("bypassed"))});
  std::size_t skipped = log.days.size() > kMostDaysShown ? log.days.size() - kMostDaysShown : 0;
  const std::size_t hidden = skipped;
  for (const auto& [day, counts] : log.days) {
    if (skipped > 0) {
      --skipped;
      continue;
    }
    table.row({counts.all(), counts.rejected, counts.would_reject, counts.undecided, counts.bypassed},
              iso_date(day));
  }
  if (hidden > 0)
    out += "  " +
           shown(tr_n("{count} earlier day is in the JSON", "{count} earlier days are in the JSON", hidden)) +
           "\n";
}

void add_rules(std::string& out, const PushLog& log, std::size_t most) {
  if (log.rules.groups.empty()) return;
  add_title(out, tr("by rule: pushes that it rejected or would have rejected, whose, and all its findings"));
  NumberTable table(out,
                    {shown(tr("rejected")), shown(tr("would be")), shown(tr("users")), shown(tr("projects")),
                     shown(tr("errors")), shown(tr("warnings")), shown(tr("waived"))});
  std::size_t rows = 0;
  for (const PushGroup& group : log.rules.groups) {
    if (++rows > most) break;
    table.row({group.pushes.rejected, group.pushes.would_reject, group.users, group.projects, group.errors,
               group.warnings, group.waived},
              shown_name(group));
  }
  add_more(out, log.rules.known - std::min<std::uint64_t>(most, log.rules.groups.size()));
}

void add_groups(std::string& out, const PushGroups& groups, const Text& title, std::size_t most) {
  if (groups.groups.empty()) return;
  add_title(out, title);
  NumberTable table(out, {shown(tr("pushes")), shown(tr("rejected")), shown(tr("would be")),
                          shown(tr("undecided")), shown(tr("bypassed"))});
  std::size_t rows = 0;
  for (const PushGroup& group : groups.groups) {
    if (++rows > most) break;
    table.row({group.pushes.all(), group.pushes.rejected, group.pushes.would_reject, group.pushes.undecided,
               group.pushes.bypassed},
              shown_name(group));
  }
  add_more(out, groups.known - std::min<std::uint64_t>(most, groups.groups.size()));
}

std::string cut_reason(const std::string& reason) {
  constexpr std::size_t kColumnsOfReason = 200;
  return text::shortened(text::printable(reason), kColumnsOfReason);
}

void add_pushes(std::string& out, const std::vector<NotedPush>& pushes, std::uint64_t all, const Text& title,
                std::size_t columns) {
  if (pushes.empty()) return;
  add_title(out, title);
  std::size_t rows = 0;
  for (const NotedPush& push : pushes) {
    if (++rows > kMostPushesShown) break;
    out += fmt::format("  {}  {}  {}  {}\n", shown_minute(push.time), text::printable(push.user),
                       text::printable(push.project), text::printable(push.ref));
    std::string rules = join(push.rules, ", ");
    if (!rules.empty()) rules = " (" + text::printable(rules) + ")";
    out += text::hanging("    ", cut_reason(push.reason) + rules, kHanging, columns);
  }
  add_more(out, all - std::min<std::uint64_t>(kMostPushesShown, pushes.size()));
}

void add_waivers(std::string& out, const PushLog& log) {
  if (log.waivers.empty()) return;
  add_title(out, tr("what let findings pass"));
  NumberTable table(out, {shown(tr("findings"))});
  std::size_t rows = 0;
  for (const WaiverUse& use : log.waivers) {
    if (++rows > kMostPushesShown) break;
    table.row(std::vector<std::uint64_t>{use.findings},
              text::printable(use.by) + ": " + cut_reason(use.reason));
  }
  add_more(out, log.waivers.size() - std::min(kMostPushesShown, log.waivers.size()));
}

void add_ending(std::string& out, const PushLog& log, std::size_t columns) {
  if (!log.ending) return;
  add_title(out, tr("exceptions that end within 30 days"));
  if (log.ending->empty()) out += "  " + shown(tr("none")) + "\n";
  for (const EndingException& each : *log.ending)
    out += text::hanging(
        "  ",
        shown(tr_n("{date}  `{rule}` at {place}, used for {number} finding: {reason}",
                   "{date}  `{rule}` at {place}, used for {number} findings: {reason}", each.used,
                   {{"date", each.expires},
                    {"rule", each.rule},
                    {"place", each.at},
                    {"number", grouped(each.used)},
                    {"reason", each.reason}})),
        kHanging, columns);
}

void add_lines(std::string& out, const PushLog& log, std::size_t columns) {
  const LogLines& lines = log.lines;
  const auto add = [&](const Text& text) { out += text::hanging("", shown(text), 0, columns); };
  if (lines.damaged + lines.unknown_schema + log.trials > 0) out += "\n";
  if (lines.damaged > 0)
    add(tr_n("{number} line is cut off or damaged and was not counted",
             "{number} lines are cut off or damaged and were not counted", lines.damaged,
             {{"number", grouped(lines.damaged)}}));
  if (lines.unknown_schema > 0)
    add(tr_n("{number} line has another schema than `expgate-audit/1` and was not counted",
             "{number} lines have another schema than `expgate-audit/1` and were not counted",
             lines.unknown_schema, {{"number", grouped(lines.unknown_schema)}}));
  if (log.trials > 0)
    add(tr_n("{number} trial push of `expgate doctor` was not counted",
             "{number} trial pushes of `expgate doctor` were not counted", log.trials,
             {{"number", grouped(log.trials)}}));
}

}  // namespace

std::string shown_duration(double milliseconds) {
  constexpr double kSecond = 1'000;
  if (milliseconds >= kSecond) return fmt::format("{:.1f} s", milliseconds / kSecond);
  constexpr double kExact = 100;
  return milliseconds < kExact ? fmt::format("{:.1f} ms", milliseconds)
                               : fmt::format("{:.0f} ms", milliseconds);
}

std::string shown_minute(const std::string& time) {
  constexpr std::size_t kLengthOfDate = 10;
  constexpr std::size_t kLengthOfMinute = 16;
  std::string minute = text::printable(time.substr(0, kLengthOfMinute));
  if (minute.size() > kLengthOfDate && minute[kLengthOfDate] == 'T') minute[kLengthOfDate] = ' ';
  return minute;
}

std::string shown_name(const PushGroup& group) {
  return group.name.empty() ? shown(tr("(not known)")) : text::printable(group.name);
}

std::string push_log_headline(const PushLog& log) {
  if (log.pushes.all() == 0)
    return shown(log.since.empty() ? tr("no pushes in these logs")
                                   : tr("no pushes in these logs since {date}", {{"date", log.since}}));
  constexpr std::size_t kLengthOfDate = 10;
  return shown(
      tr_n("{number} push from {first} to {last}: {rejected} rejected, {would} more would have been "
           "rejected without warn mode, {undecided} undecided, {bypassed} bypassed",
           "{number} pushes from {first} to {last}: {rejected} rejected, {would} more would have "
           "been rejected without warn mode, {undecided} undecided, {bypassed} bypassed",
           log.pushes.all(),
           {{"number", grouped(log.pushes.all())},
            {"first", log.first.substr(0, kLengthOfDate)},
            {"last", log.last.substr(0, kLengthOfDate)},
            {"rejected", grouped(log.pushes.rejected)},
            {"would", grouped(log.pushes.would_reject)},
            {"undecided", grouped(log.pushes.undecided)},
            {"bypassed", grouped(log.pushes.bypassed)}}));
}

std::string push_log_text(const PushLog& log, PushLogKind kind, std::size_t columns) {
  std::string out = text::hanging("", push_log_headline(log), 0, columns);
  const bool is_all = kind == PushLogKind::all;
  const std::size_t most = is_all ? kFewGroups : kManyGroups;
  if (is_all) add_days(out, log);
  if (is_all || kind == PushLogKind::rules) add_rules(out, log, most);
  if (is_all || kind == PushLogKind::projects) add_groups(out, log.projects, tr("by project"), most);
  if (is_all || kind == PushLogKind::users) add_groups(out, log.users, tr("by user"), most);
  if (is_all) {
    add_pushes(out, log.bypasses, log.pushes.bypassed, tr("bypasses, the latest first"), columns);
    add_pushes(out, log.undecided, log.pushes.undecided, tr("undecided pushes, the latest first"), columns);
    add_waivers(out, log);
  }
  add_ending(out, log, columns);
  if (log.times.count > 0)
    out += "\n" +
           text::hanging(
               "",
               shown(tr(
                   "time for a push: median {median}, 95th percentile {p95}, 99th percentile {p99}, longest "
                   "{longest}",
                   {{"median", shown_duration(log.times.median)},
                    {"p95", shown_duration(log.times.p95)},
                    {"p99", shown_duration(log.times.p99)},
                    {"longest", shown_duration(log.times.longest)}})),
               0, columns);
  add_lines(out, log, columns);
  return out;
}

}  // namespace expgate::report
