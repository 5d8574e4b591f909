#include <algorithm>

#include "engine/commits.h"
#include "engine/evaluate.h"
#include "engine/views.h"

namespace expgate::engine {

namespace {

Result<std::vector<PeeledUpdate>> peel(const std::vector<RefUpdate>& updates, Repository& repository) {
  std::vector<PeeledUpdate> peeled;
  for (const RefUpdate& update : updates) {
    PeeledUpdate& each = peeled.emplace_back();
    each.update = &update;
    if (!update.new_oid.is_zero()) TRY_SET(each.tip, repository.peel_to_commit(update.new_oid));
    if (!update.old_oid.is_zero()) TRY_SET(each.old_tip, repository.peel_to_commit(update.old_oid));
  }
  return peeled;
}

// A finding about a ref, or about the tree of its tip: the place is the ref itself.
Finding ref_finding(const ActiveCheck& check, Violation violation, const RefUpdate& update, const Commit* tip,
                    Mode mode) {
  Place place;
  place.mode = mode;
  place.commit = tip;
  place.is_tip = true;
  Raised raised{&check, std::move(violation), std::nullopt, std::nullopt};
  if (tip != nullptr) raised.commit = tip->oid;
  return to_finding(raised, {update.ref}, place);
}

Result<void> judge_refs(const ActiveChecks& checks, const ChangeSet& changes, Repository& repository,
                        std::vector<Finding>& findings) {
  Violations violations;
  for (const RefUpdate& update : changes.updates) {
    const RepositoryUpdate view(update, changes.context, repository);
    for (const ActiveCheck& check : checks) {
      if (!check.is_on || !check.refs.covers(update.ref)) continue;
      TRY(std::get<rules::JudgeRef>(check.judge)(view, violations));
      for (Violation& each : violations)
        findings.push_back(ref_finding(check, std::move(each), update, nullptr, changes.context.mode));
      violations.clear();
    }
  }
  return {};
}

// One finding for all refs that it concerns, where they differ in nothing else.
void add_or_join(std::vector<Finding>& findings, std::size_t from, Finding finding) {
  const auto same = std::find_if(
      findings.begin() + static_cast<std::ptrdiff_t>(from), findings.end(), [&](const Finding& other) {
        return other.check == finding.check && other.commit == finding.commit && other.path == finding.path &&
               other.line == finding.line && other.message == finding.message && other.help == finding.help;
      });
  if (same == findings.end())
    findings.push_back(std::move(finding));
  else
    same->refs.insert(same->refs.end(), finding.refs.begin(), finding.refs.end());
}

Result<void> judge_tips(const ActiveChecks& checks, const ChangeSet& changes,
                        const std::vector<PeeledUpdate>& updates, Repository& repository,
                        std::vector<Finding>& findings) {
  const std::size_t from = findings.size();
  Violations violations;
  for (const PeeledUpdate& each : updates) {
    if (!each.tip) continue;
    const bool is_wanted = std::any_of(checks.begin(), checks.end(), [&](const ActiveCheck& check) {
      return check.is_on && check.refs.covers(each.update->ref);
    });
    if (!is_wanted) continue;
    TRY_ASSIGN(const Commit tip, repository.commit(*each.tip));
    const CommitTip view(*each.update, changes.context, tip, repository);
    for (const ActiveCheck& check : checks) {
      if (!check.is_on || !check.refs.covers(each.update->ref)) continue;
      TRY(std::get<rules::JudgeTip>(check.judge)(view, violations));
      for (Violation& violation : violations)
        add_or_join(findings, from,
                    ref_finding(check, std::move(violation), *each.update, &tip, changes.context.mode));
      violations.clear();
    }
  }
  return {};
}

Result<void> judge_push(const ActiveChecks& checks, const ChangeSet& changes, const Counts& counts,
                        std::vector<Finding>& findings) {
  const rules::PushView view{changes.context, changes.updates, counts.commits, counts.files};
  Violations violations;
  for (const ActiveCheck& check : checks) {
    if (!check.is_on) continue;
    TRY(std::get<rules::JudgePush>(check.judge)(view, violations));
    for (Violation& each : violations)
      findings.push_back(to_finding({&check, std::move(each), std::nullopt, std::nullopt}, {},
                                    {.mode = changes.context.mode}));
    violations.clear();
  }
  return {};
}

}  // namespace

Result<Report> evaluate_push(const policy::Policy& policy, const ChangeSet& changes, Repository& repository) {
  const std::string& default_branch = changes.context.default_branch;
  Report report;
  report.counts.refs = changes.updates.size();
  TRY_ASSIGN(const std::vector<PeeledUpdate> updates, peel(changes.updates, repository));

  TRY_ASSIGN(ActiveChecks commit_checks, activate(policy, {Scope::commit}, default_branch));
  TRY_ASSIGN(ActiveChecks file_checks, activate(policy, {Scope::file}, default_branch));
  CommitPass commits(updates, repository);
  TRY(commits.run(commit_checks, file_checks, report.counts));
  TRY_SET(report.findings, commits.findings(changes.context.mode));

  TRY_ASSIGN(const ActiveChecks ref_checks, activate(policy, {Scope::ref}, default_branch));
  TRY(judge_refs(ref_checks, changes, repository, report.findings));
  TRY_ASSIGN(const ActiveChecks tip_checks, activate(policy, {Scope::tip}, default_branch));
  TRY(judge_tips(tip_checks, changes, updates, repository, report.findings));
  TRY_ASSIGN(const ActiveChecks push_checks, activate(policy, {Scope::push}, default_branch));
  TRY(judge_push(push_checks, changes, report.counts, report.findings));
  return report;
}

}  // namespace expgate::engine
