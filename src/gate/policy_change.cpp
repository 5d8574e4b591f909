#include "gate/policy_change.h"

#include <algorithm>

#include "base/strings.h"
#include "gate/effective_policy.h"
#include "message/charset.h"

namespace expgate::gate {

namespace {

// The commits that the update brings, by the base and the old value alone: newest first.
Result<std::vector<Oid>> brought_commits(git::Repository& repository, const RefUpdate& update,
                                         const Oid& base) {
  ReachScope scope;
  scope.covers = [](std::string_view /*ref*/) { return false; };
  TRY_ASSIGN(const auto tip, repository.peel_to_commit(update.new_oid));
  if (tip) scope.tips.push_back(*tip);
  std::vector<Oid> known{base};
  if (!update.old_oid.is_zero() && !update.is_old_gone) known.push_back(update.old_oid);
  if (update.known) known.push_back(*update.known);
  for (const Oid& each : known) {
    TRY_ASSIGN(const auto commit, repository.peel_to_commit(each));
    if (commit) scope.known.push_back(*commit);
  }
  TRY_ASSIGN(const FirstReached reached, repository.first_reached({&scope, 1}, Effort::exact));
  std::vector<Oid> commits;
  for (const Reached& each : reached.commits) commits.push_back(each.oid);
  std::reverse(commits.begin(), commits.end());
  return commits;
}

// Whether the commit has that policy and none of its parents does.
Result<bool> introduces(git::Repository& repository, const Commit& commit, const std::optional<Oid>& policy) {
  TRY_ASSIGN(const auto own, policy_blob(repository, commit.oid));
  if (own != policy) return false;
  for (const Oid& parent : commit.parents) {
    TRY_ASSIGN(const auto before, policy_blob(repository, parent));
    if (before == policy) return false;
  }
  return true;
}

}  // namespace

Result<void> note_policy_change(git::Repository& repository, const ChangeSet& changes,
                                const Settings& settings, Report& report) {
  if (changes.context.mode != Mode::ci || !settings.policy.empty() || changes.updates.empty()) return {};
  const RefUpdate& update = changes.updates.back();
  if (update.deletes() || !changes.policy_base || !*changes.policy_base) return {};
  const Oid base = **changes.policy_base;
  TRY_ASSIGN(const auto before, policy_blob(repository, base));
  TRY_ASSIGN(const auto after, brought_policy(repository, update));
  if (before == after) return {};
  TRY_ASSIGN(const std::vector<Oid> commits, brought_commits(repository, update, base));
  for (const Oid& oid : commits) {
    TRY_ASSIGN(const Commit commit, repository.commit(oid));
    TRY_ASSIGN(const bool is_it, introduces(repository, commit, after));
    if (!is_it) continue;
    report.notes.push_back(
        tr("commit {commit} \"{subject}\" changes `{file}`: this was judged by the policy as it is at {base}",
           {{"commit", oid.abbreviated()},
            {"subject", message::subject_of(commit)},
            {"file", kRepositoryPolicy},
            {"base", base.abbreviated()}}));
    return {};
  }
  return {};
}

}  // namespace expgate::gate
