#include "engine/evaluate.h"

#include <algorithm>

#include "engine/waivers.h"

namespace expgate::engine {

namespace {

// Until when what is found only warns.
void note_dates(const policy::Policy& policy, Report& report) {
  for (const policy::Check& check : policy.checks) {
    if (check.severity != Severity::warn || check.enforce_from.empty()) continue;
    const bool is_found = std::ranges::any_of(
        report.findings, [&](const Finding& finding) { return finding.check == check.key; });
    if (is_found)
      report.notes.push_back(tr("`{check}` only warns for now: it rejects from {date} on (00:00 UTC)",
                                {{"check", check.key}, {"date", check.enforce_from}}));
  }
}

}  // namespace

Result<Report> evaluate(const policy::Policy& policy, const ChangeSet& changes, Repository& repository,
                        Watcher* watcher) {
  TRY_ASSIGN(Report report, changes.draft ? evaluate_draft(policy, changes, repository)
                                          : evaluate_push(policy, changes, repository, watcher));
  report.mode = changes.context.mode;
  report.notes.insert(report.notes.begin(), changes.notes.begin(), changes.notes.end());
  const std::string& top = changes.context.top;
  if (!top.empty() && !report.findings.empty() && changes.context.mode != Mode::commit_msg)
    report.notes.push_back(
        tr("paths and commands are relative to the top of the work tree: cd {folder}", {{"folder", top}}));
  report.notes.insert(report.notes.end(), policy.notes.begin(), policy.notes.end());
  // Only a server's policy has exceptions; an audit on the server says what it would say.
  if (is_server(report.mode) || report.mode == Mode::audit) TRY(waive(policy, changes.context, report));
  note_dates(policy, report);
  if (report.is_partial && report.count(Severity::error) == 0)
    return fail(
        tr("the finding that ended the check of this push was waived, but the rest was never checked"),
        tr("raise the limits of push-budget in the policy instead of waiving its findings"));
  return report;
}

}  // namespace expgate::engine
