#include "engine/findings.h"

#include <algorithm>

#include "base/strings.h"

namespace expgate::engine {

void raise(std::vector<Raised>& raised, const ActiveCheck& check, Violations& violations,
           const std::optional<Oid>& commit, const std::optional<File>& file) {
  for (Violation& violation : violations) raised.push_back({&check, std::move(violation), commit, file});
  violations.clear();
}

void drop_repeated(std::vector<Raised>& raised, std::size_t first) {
  if (raised.size() - first < 2) return;
  const auto begin = raised.begin() + static_cast<std::ptrdiff_t>(first);
  const std::vector<Raised> all(begin, raised.end());
  const auto is_repeated = [&](const Raised& each) {
    const policy::Check& check = *each.check->check;
    if (check.rule->yields_to.empty()) return false;
    return std::any_of(all.begin(), all.end(), [&](const Raised& other) {
      return other.check->check->rule->id == check.rule->yields_to &&
             other.check->scope_bit == each.check->scope_bit &&
             (!each.violation.path || each.violation.path == other.violation.path) &&
             other.check->check->severity >= check.severity;
    });
  };
  raised.erase(std::remove_if(begin, raised.end(), is_repeated), raised.end());
}

void Overflow::take_from(std::vector<Raised>& raised) {
  constexpr std::size_t kMostKept = 5'000;
  while (raised.size() > kMostKept) {
    const Raised& last = raised.back();
    const auto same = std::find_if(counted_.begin(), counted_.end(), [&](const Counted& each) {
      return each.check == last.check && each.only_warns == last.violation.only_warns;
    });
    if (same == counted_.end())
      counted_.push_back({last.check, last.violation.only_warns, 1});
    else
      ++same->count;
    raised.pop_back();
  }
}

std::vector<Raised> Overflow::told() const {
  std::vector<Raised> raised;
  for (const Counted& each : counted_) {
    Violation violation{.message = std::to_string(each.count) + " more of these, which are not listed",
                        .advice = "begin with those that are listed",
                        .only_warns = each.only_warns};
    raised.push_back({each.check, std::move(violation), std::nullopt, std::nullopt});
  }
  return raised;
}

void note_judged(const ActiveChecks& checks, const std::vector<std::string>& refs, Report& report) {
  for (const ActiveCheck& each : checks) {
    const auto covers = [&](const std::string& ref) { return each.refs.covers(ref); };
    if (each.is_on && std::any_of(refs.begin(), refs.end(), covers))
      report.judged.push_back({each.check->key, std::string(each.check->rule->id)});
  }
}

Finding to_finding(const Raised& raised, std::vector<std::string> refs, const Place& place) {
  const policy::Check& check = *raised.check->check;
  const Violation& violation = raised.violation;
  Finding finding;
  finding.rule = check.rule->id;
  finding.check = check.key;
  finding.scope = check.rule->scope;
  finding.severity = violation.only_warns ? std::min(check.severity, Severity::warn) : check.severity;
  finding.message = violation.message;
  finding.why = violation.why.empty() ? std::string(check.rule->why) : violation.why;
  finding.refs = std::move(refs);
  finding.commit = raised.commit;
  if (place.commit != nullptr) finding.subject = split(place.commit->message, '\n').front();
  finding.path = violation.path;
  if (raised.file && !finding.path) finding.path = raised.file->path;
  if (raised.file && !raised.file->is_submodule()) finding.object = raised.file->oid;
  if (violation.object) finding.object = violation.object;
  finding.line = violation.line;
  finding.policy = check.source;
  finding.help = help_for(violation, finding.path.value_or(""), place);
  return finding;
}

}  // namespace expgate::engine
