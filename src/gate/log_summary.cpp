#include "gate/log_summary.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

#include "base/strings.h"
#include "gate/log_lines.h"
#include "text/utf8.h"

namespace expgate::gate {

namespace {

constexpr std::size_t kMostNames = 50'000;  // projects, and users
constexpr std::size_t kMostRules = 1'000;
constexpr std::size_t kMostShown = 1'000;  // groups of a kind
constexpr std::size_t kMostNoted = 200;    // pushes of a kind
constexpr std::size_t kMostWaivers = 5'000;
constexpr std::size_t kMostDays = 20'000;
constexpr std::string_view kTrialUser = "expgate-doctor";
constexpr std::size_t kDate = 10;  // "2026-01-31"

std::optional<Day> day_of(std::string_view date) {
  namespace chrono = std::chrono;
  if (date.size() != kDate || date[4] != '-' || date[7] != '-') return std::nullopt;
  const auto year = parse_decimal(date.substr(0, 4));
  const auto month = parse_decimal(date.substr(5, 2));
  const auto day = parse_decimal(date.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const chrono::year_month_day whole{chrono::year(static_cast<int>(*year)),
                                     chrono::month(static_cast<unsigned>(*month)),
                                     chrono::day(static_cast<unsigned>(*day))};
  if (!whole.ok()) return std::nullopt;
  return static_cast<Day>(chrono::sys_days(whole).time_since_epoch().count());
}

double number_of(const std::string& text) {
  double number = -1;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool will_be_error(const LoggedFinding& finding) {
  return finding.severity != "error" && !finding.enforce_from.empty();
}

// What came of the push. In warn mode the verdict is "pass" whatever was found.
PushCounts counts_of(const AuditEntry& entry) {
  PushCounts counts;
  if (entry.verdict == "undecided") {
    counts.undecided = 1;
    counts.let_undecided = entry.exit_code == "0" ? 1 : 0;
  } else if (entry.verdict == "fail") {
    counts.rejected = 1;
  } else if (entry.errors > 0 || std::ranges::any_of(entry.findings, will_be_error)) {
    counts.would_reject = 1;
  } else {
    counts.passed = 1;
  }
  // One that waived some errors of a push that was rejected for others let nothing in.
  counts.bypassed = entry.bypass.empty() ? 0 : counts.passed;
  return counts;
}

}  // namespace

Result<std::string> first_day(const std::string& since, Day today) {
  constexpr std::uint64_t kMostBack = 100'000;
  if (day_of(since)) return since;
  if (since.ends_with('d')) {
    const std::uint64_t back = parse_decimal(since.substr(0, since.size() - 1)).value_or(kMostBack);
    if (back < kMostBack && static_cast<Day>(back) <= today) return iso_date(today - static_cast<Day>(back));
  }
  return fail(tr("`--since {date}` is not a date", {{"date", text::printable(since)}}),
              tr("write `--since 2026-01-31`, or `--since 30d` for the last thirty days"));
}

void LogSummary::Latest::add(const AuditEntry& entry, const std::string& reason) {
  if (pushes_.size() == kMostNoted) {
    if (entry.time <= pushes_.begin()->time) return;
    pushes_.erase(pushes_.begin());
  }
  NotedPush push{entry.time, entry.project, entry.user, {}, entry.refs_count, reason, {}};
  if (push.user.empty()) push.user = entry.user_id;
  if (!entry.refs.empty()) push.ref = entry.refs.front().ref;
  std::set<std::string> rules;
  for (const LoggedFinding& finding : entry.waived)
    if (finding.by.starts_with("bypass ")) rules.insert(finding.rule);
  push.rules.assign(rules.begin(), rules.end());
  pushes_.insert(std::move(push));
}

std::vector<NotedPush> LogSummary::Latest::take() const {
  return {pushes_.rbegin(), pushes_.rend()};
}

LogSummary::LogSummary(std::string since) : rules_(kMostRules), projects_(kMostNames), users_(kMostNames) {
  log_.since = std::move(since);
}

void LogSummary::add_line(std::string_view line, bool is_cut) {
  if (line.find_first_not_of(" \t\r") == std::string_view::npos) return;
  ++log_.lines.read;
  const EntryState state = is_cut ? EntryState::damaged : read_entry(line, 1, entry_);
  if (state == EntryState::unknown_schema) {
    ++log_.lines.unknown_schema;
  } else if (state == EntryState::damaged || !day_of(std::string_view(entry_.time).substr(0, kDate))) {
    ++log_.lines.damaged;
  } else if (!log_.since.empty() && entry_.time < log_.since) {
    ++log_.lines.before;
  } else if (entry_.user == kTrialUser) {
    ++log_.trials;
  } else {
    add_entry();
  }
}

void LogSummary::add_entry() {
  if (log_.first.empty() || entry_.time < log_.first) log_.first = entry_.time;
  if (entry_.time > log_.last) log_.last = entry_.time;
  const PushCounts counts = counts_of(entry_);
  const auto add = [&](PushCounts& sum) {
    sum.passed += counts.passed;
    sum.rejected += counts.rejected;
    sum.would_reject += counts.would_reject;
    sum.undecided += counts.undecided;
    sum.bypassed += counts.bypassed;
    sum.let_undecided += counts.let_undecided;
  };
  add(log_.pushes);
  const Day day = *day_of(std::string_view(entry_.time).substr(0, kDate));
  if (log_.days.size() < kMostDays || log_.days.contains(day)) add(log_.days[day]);
  times_.add(number_of(entry_.elapsed_ms));
  if (counts.bypassed > 0) bypasses_.add(entry_, entry_.bypass);
  if (counts.undecided > 0) undecided_.add(entry_, entry_.error);
  add_to_groups(counts);
  add_waivers();
}

void LogSummary::add_to_groups(const PushCounts& counts) {
  const std::size_t project = projects_.find(entry_.project);
  // A deploy key has no user, but is somebody.
  const std::size_t user = users_.find(entry_.user.empty() ? entry_.user_id : entry_.user);
  GroupStep whole;
  whole.pushes = counts;
  whole.waived = entry_.waived.size();
  std::map<std::size_t, GroupStep> steps;  // by rule
  for (const LoggedFinding& finding : entry_.findings) {
    const bool is_error = finding.severity == "error" || will_be_error(finding);
    GroupStep& step = steps[rules_.find(finding.rule)];
    ++(is_error ? step.errors : step.warnings);
    ++(is_error ? whole.errors : whole.warnings);
  }
  for (const LoggedFinding& finding : entry_.waived) ++steps[rules_.find(finding.rule)].waived;
  projects_.add(project, whole);
  users_.add(user, whole);
  for (auto& [rule, step] : steps) {
    // The rules of a push that was let in are those that only warned.
    if (step.errors > 0 || counts.blocked() == 0)
      step.pushes = counts;
    else
      step.pushes.passed = 1;
    rules_.add(rule, step);
    if (step.errors == 0 || counts.blocked() == 0 || rule == GroupTable::kNone) continue;
    if (users_of_rules_.add(rule, user)) ++rules_.at(rule).users;
    if (projects_of_rules_.add(rule, project)) ++rules_.at(rule).projects;
  }
}

void LogSummary::add_waivers() {
  for (const LoggedFinding& finding : entry_.waived) {
    const std::string key = finding.by + '\0' + finding.reason;
    auto known = waivers_.find(key);
    if (known == waivers_.end()) {
      if (waivers_.size() == kMostWaivers) {
        ++log_.further_waivers;
        continue;
      }
      known = waivers_.emplace(key, WaiverUse{finding.by, finding.reason, 0, {}}).first;
    }
    ++known->second.findings;
    known->second.last = std::max(known->second.last, entry_.time);
  }
}

PushLog LogSummary::take() {
  log_.rules = rules_.take(kMostShown);
  log_.projects = projects_.take(kMostShown);
  log_.users = users_.take(kMostShown);
  log_.bypasses = bypasses_.take();
  log_.undecided = undecided_.take();
  log_.times = times_.take();
  for (auto& [key, use] : waivers_) log_.waivers.push_back(std::move(use));
  std::ranges::sort(log_.waivers, [](const WaiverUse& one, const WaiverUse& other) {
    if (one.findings != other.findings) return one.findings > other.findings;
    return one.by != other.by ? one.by < other.by : one.reason < other.reason;
  });
  return std::move(log_);
}

Result<PushLog> sum_up(const std::vector<std::string>& files, const std::string& since) {
  LogSummary summary(since);
  for (const std::string& file : files)
    TRY(read_lines(file, [&](std::string_view line, bool is_cut) { summary.add_line(line, is_cut); }));
  return summary.take();
}

}  // namespace expgate::gate
