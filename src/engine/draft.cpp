#include <algorithm>

#include "base/trace.h"
#include "engine/evaluate.h"
#include "engine/findings.h"
#include "engine/generated.h"
#include "engine/header_proposals.h"
#include "engine/looked_at.h"
#include "engine/views.h"
#include "message/message.h"
#include "message/release.h"

namespace expgate::engine {

namespace {

using PendingFindings = std::vector<PendingFinding>;

// commit-msg knows the message and nothing of the files, pre-commit the other way round: each asks the rules
// that it can show what they look at.
Result<void> judge_commit(const ActiveChecks& checks, const Draft& draft, bool by_files,
                          Repository& repository, PendingFindings& pending) {
  const Commit commit = draft.commit.value_or(Commit{.parents = draft.parents});
  message::Message parsed = message::parse(commit);
  if (by_files && draft.is_revert) parsed.kind = message::Kind::revert;
  const bool is_release = lets_releases_pass(checks) && !message::announced_version(parsed.header).empty();
  if (is_release && parsed.kind == message::Kind::ordinary) parsed.kind = message::Kind::release;
  const DraftCommit view(commit, parsed, draft, repository);
  const auto is_for = [&](const ActiveCheck& check) { return check.is_on && check.refs.covers(draft.ref); };
  const std::size_t first = pending.size();
  Violations violations;
  for (const ActiveCheck& check : checks) {
    if (!is_for(check)) continue;
    const Trace rule(check.check->rule->id);
    TRY(std::get<rules::JudgeCommit>(check.judge)(view, violations));
    add_pending(pending, check, violations, std::nullopt, std::nullopt);
  }
  return settle_header(checks, is_for, view, pending, first);
}

Result<void> judge_files(const ActiveChecks& checks, const ChangeSet& changes, Repository& repository,
                         PendingFindings& pending) {
  const Draft& draft = *changes.draft;
  const RefUpdate update{draft.ref, {}, {}};
  const DraftTip tip(update, changes.context, draft, repository);
  SizeCache sizes;
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  Reachable reachable(repository, head ? std::vector<Oid>{*head} : std::vector<Oid>{});
  Violations violations;
  for (const File& file : draft.files) {
    const RepositoryFile view(file, nullptr, repository, sizes, reachable,
                              [&tip](std::string_view path) { return tip.file(path); });
    const std::size_t first = pending.size();
    for (const ActiveCheck& check : checks) {
      if (!check.is_on || !check.refs.covers(draft.ref)) continue;
      if ((file.is_name_only && !check.check->rule->judges_names) || !check.covers_path(file.path)) continue;
      const Trace rule(check.check->rule->id);
      TRY(std::get<rules::JudgeFile>(check.judge)(view, violations));
      add_pending(pending, check, violations, std::nullopt, file);
    }
    drop_repeated(pending, first);
  }
  return {};
}

// What is to be committed, and what is to be gone.
std::vector<std::string> staged_paths(const Draft& draft) {
  std::vector<std::string> paths = draft.removed;
  for (const auto* staged : {&draft.files, &draft.merged})
    for (const File& file : *staged)
      if (!file.is_name_only) paths.push_back(file.path);
  return paths;
}

Result<void> judge_tip(const ActiveChecks& checks, const ChangeSet& changes, Repository& repository,
                       PendingFindings& pending) {
  const RefUpdate update{changes.draft->ref, {}, {}};
  const DraftTip view(update, changes.context, *changes.draft, repository);
  const std::vector<std::string> staged = staged_paths(*changes.draft);
  Violations violations;
  for (const ActiveCheck& check : checks) {
    if (!check.is_on || !check.refs.covers(update.ref)) continue;
    const Trace rule(check.check->rule->id);
    TRY(std::get<rules::JudgeTip>(check.judge)(view, violations));
    TRY(drop_untouched(violations, check, view, staged));
    add_pending(pending, check, violations, std::nullopt, std::nullopt);
  }
  drop_repeated(pending, 0);
  return {};
}

}  // namespace

Result<Report> evaluate_draft(const policy::Policy& policy, const ChangeSet& changes,
                              Repository& repository) {
  const Trace trace("judge what is staged");
  const Draft& draft = *changes.draft;
  const std::string& default_branch = changes.context.default_branch;
  PendingFindings pending;
  PendingFindings early;  // about the tip: nothing is pushed yet, so it is said, but refuses nothing
  Report report;
  ActiveChecks commit_checks;
  ActiveChecks file_checks;
  ActiveChecks tip_checks;
  if (draft.commit) {
    TRY_SET(commit_checks, activate(policy, {Scope::commit}, default_branch, false));
    TRY(judge_commit(commit_checks, draft, false, repository, pending));
    report.counts.commits = 1;
  } else if (changes.context.mode == Mode::pre_commit) {
    TRY_SET(commit_checks, activate(policy, {Scope::commit}, default_branch, true));
    TRY_SET(file_checks, activate(policy, {Scope::file}, default_branch));
    TRY_SET(tip_checks, activate_tip_checks(policy, {draft.ref}, default_branch));
    TRY(judge_commit(commit_checks, draft, true, repository, pending));
    TRY(judge_files(file_checks, changes, repository, pending));
    if (!draft.ref.empty()) TRY(judge_tip(tip_checks, changes, repository, early));
    report.counts.files = static_cast<std::uint64_t>(std::count_if(
        draft.files.begin(), draft.files.end(), [](const File& file) { return !file.is_name_only; }));
  }
  RemedyContext context;
  context.mode = changes.context.mode;
  context.has_head = !draft.head_tree.is_zero();
  context.is_passing_index = draft.is_passing_index;
  context.message_file = draft.message_file;
  if (draft.command && !pending.empty()) context.commit_command = draft.command();
  context.committed = draft.committed;
  const std::vector<std::string> refs =
      draft.ref.empty() ? std::vector<std::string>{} : std::vector<std::string>{draft.ref};
  for (const PendingFinding& each : pending) {
    report.findings.push_back(to_finding(each, refs, context));
    // It is made to be folded before the push.
    if (report.findings.back().rule == "commit-autosquash") report.findings.back().severity = Severity::warn;
  }
  if (!draft.commit) complete_draft_remedies(report.findings, staged_paths(draft), context);
  for (const PendingFinding& each : early) {
    report.findings.push_back(to_finding(each, refs, context));
    report.findings.back().severity = Severity::warn;
  }
  drop_repeated_of_files(report.findings);
  for (const ActiveChecks* each : {&commit_checks, &file_checks, &tip_checks})
    note_judged(*each, {draft.ref}, report);
  return report;
}

}  // namespace expgate::engine
