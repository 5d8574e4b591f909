#include "engine/findings.h"

#include <algorithm>

#include "base/strings.h"
#include "message/charset.h"
#include "model/ref_name.h"
#include "rules/rule.h"

namespace expgate::engine {

namespace {

// What is found so often that not all of it is kept; of any rule.
constexpr ExampleArgument kMoreExample[] = {{"count", "312"}};
constexpr Reason kMoreFindings{
    .name = "more-findings",
    .text = msgid("{count} more findings of this kind are not listed"),
    .help = msgid("begin with the ones that are listed"),
    .example = kMoreExample,
};

}  // namespace

void add_pending(std::vector<PendingFinding>& pending, const ActiveCheck& check, Violations& violations,
                 const std::optional<Oid>& commit, const std::optional<File>& file) {
  for (Violation& violation : violations) pending.push_back({&check, std::move(violation), commit, file});
  violations.clear();
}

void drop_repeated(std::vector<PendingFinding>& pending, std::size_t first) {
  if (pending.size() - first < 2) return;
  const auto begin = pending.begin() + static_cast<std::ptrdiff_t>(first);
  const std::vector<PendingFinding> all(begin, pending.end());
  const auto is_repeated = [&](const PendingFinding& each) {
    const policy::Check& check = *each.check->check;
    if (check.rule->yields_to.empty()) return false;
    return std::any_of(all.begin(), all.end(), [&](const PendingFinding& other) {
      return other.check->check->rule->id == check.rule->yields_to &&
             other.check->scope_bit == each.check->scope_bit &&
             (!each.violation.path || each.violation.path == other.violation.path) &&
             other.check->check->severity >= check.severity;
    });
  };
  pending.erase(std::remove_if(begin, pending.end(), is_repeated), pending.end());
}

void drop_repeated_of_files(std::vector<Finding>& findings) {
  const auto is_repeated = [&](const Finding& each) {
    if (each.scope != Scope::tip || !each.path) return false;
    const std::span<const std::string_view> repeats = rules::find(each.rule)->declaration.repeats;
    if (repeats.empty()) return false;
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
      return other.scope == Scope::file && other.path == each.path && other.severity >= each.severity &&
             std::find(repeats.begin(), repeats.end(), other.rule) != repeats.end() &&
             std::all_of(each.refs.begin(), each.refs.end(), [&](const std::string& ref) {
               return std::find(other.refs.begin(), other.refs.end(), ref) != other.refs.end();
             });
    });
  };
  std::vector<bool> drops;
  for (const Finding& each : findings) drops.push_back(is_repeated(each));
  std::size_t at = 0;
  std::erase_if(findings, [&](const Finding&) { return drops[at++]; });
}

void drop_shared_steps(std::vector<Finding>& findings) {
  const auto is_tip_of_branch = [](const Finding& each) {
    return each.scope == Scope::tip && !each.refs.empty() && is_branch(each.refs.front());
  };
  for (Finding& each : findings) {
    if (each.refs.empty() || !is_tag(each.refs.front()) || !each.commit) continue;
    const std::vector<Command>& steps = each.remedy.commands.list();
    for (const Finding& other : findings) {
      const std::vector<Command>& shared = other.remedy.commands.list();
      const bool is_shared = is_tip_of_branch(other) && other.commit == each.commit && !shared.empty() &&
                             shared.size() < steps.size() &&
                             std::equal(shared.begin(), shared.end(), steps.begin());
      if (!is_shared) continue;
      each.remedy.commands =
          std::vector<Command>(steps.begin() + static_cast<std::ptrdiff_t>(shared.size()), steps.end());
      each.remedy.edits.clear();
      break;
    }
  }
}

void Overflow::take_from(std::vector<PendingFinding>& pending, std::size_t most) {
  while (pending.size() > most) {
    const PendingFinding& last = pending.back();
    const auto same = std::find_if(counted_.begin(), counted_.end(), [&](const Counted& each) {
      return each.check == last.check && each.only_warns == last.violation.only_warns;
    });
    if (same == counted_.end())
      counted_.push_back({last.check, last.violation.only_warns, 1});
    else
      ++same->count;
    pending.pop_back();
  }
}

std::vector<PendingFinding> Overflow::counted() const {
  std::vector<PendingFinding> pending;
  for (const Counted& each : counted_) {
    Violation violation{
        .reason = &kMoreFindings, .arguments = {{"count", each.count}}, .only_warns = each.only_warns};
    pending.push_back({each.check, std::move(violation), std::nullopt, std::nullopt});
  }
  return pending;
}

void note_judged(const ActiveChecks& checks, const std::vector<std::string>& refs, Report& report) {
  for (const ActiveCheck& each : checks) {
    const auto covers = [&](const std::string& ref) { return each.refs.covers(ref); };
    if (each.is_on && std::any_of(refs.begin(), refs.end(), covers))
      report.judged.push_back({each.check->key, std::string(each.check->rule->id)});
  }
}

Finding to_finding(const PendingFinding& pending, std::vector<std::string> refs,
                   const RemedyContext& context) {
  const policy::Check& check = *pending.check->check;
  const Violation& violation = pending.violation;
  Finding finding;
  finding.rule = check.rule->id;
  finding.check = check.key;
  finding.scope = check.rule->scope;
  finding.severity = violation.only_warns ? std::min(check.severity, Severity::warn) : check.severity;
  finding.reason = violation.reason;
  finding.arguments = violation.arguments;
  finding.why = violation.reason->why.empty() ? check.rule->why : violation.reason->why;
  finding.remedy = violation.remedy;
  finding.refs = std::move(refs);
  finding.commit = pending.commit;
  if (context.commit != nullptr) finding.subject = message::subject_of(*context.commit);
  finding.path = violation.path;
  if (pending.file && !finding.path) finding.path = pending.file->path;
  if (pending.file && !pending.file->is_submodule()) finding.object = pending.file->oid;
  if (violation.object) finding.object = violation.object;
  finding.line = violation.line;
  finding.policy = check.source;
  finding.is_in_head = finding.path && context.committed.contains(*finding.path);
  complete_remedy(finding, context);
  return finding;
}

}  // namespace expgate::engine
