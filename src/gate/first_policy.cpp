#include "gate/first_policy.h"

#include <algorithm>
#include <array>

#include "engine/ref_scope.h"
#include "gate/effective_policy.h"
#include "model/ref_name.h"
#include "rules/rule.h"

namespace expgate::gate {

namespace {

// What a policy may narrow by itself.
constexpr std::array<std::string_view, 2> kNarrowed{"experiment-config", "experiment-seed"};

// What may come along with the policy.
constexpr std::array<std::string_view, 3> kCompanions{kRepositoryPolicy, ".gitignore", ".gitattributes"};

bool is_narrowed(const policy::Check& check) {
  return std::ranges::find(kNarrowed, check.rule->id) != kNarrowed.end();
}

// Where nobody knows which the default branch is, as in a clone of what was empty, it has its usual name.
bool is_default(std::string_view ref, const Context& context) {
  if (!context.default_branch.empty()) return ref == context.default_branch;
  return ref == "refs/heads/main" || ref == "refs/heads/master";
}

bool is_companion(const File& file) {
  return std::ranges::find(kCompanions, file.path) != kCompanions.end() && file.has_content();
}

// Whether the commit is the first of all, or adds one step to `old`, and changes nothing but such files.
Result<bool> adds_policy_alone(git::Repository& repository, const Oid& old, const Oid& tip) {
  TRY_ASSIGN(const auto oid, repository.peel_to_commit(tip));
  if (!oid) return false;
  TRY_ASSIGN(const Commit commit, repository.commit(*oid));
  Oid before;  // its tree; zero: there was none
  if (!old.is_zero()) {
    if (commit.parents.empty() || commit.parents.front() != old) return false;
    TRY_ASSIGN(const Commit parent, repository.commit(old));
    before = parent.tree;
  } else if (!commit.parents.empty()) {
    return false;
  }
  const bool may_merge = commit.parents.size() <= 2;
  for (std::size_t at = 1; at < commit.parents.size() && may_merge; ++at) {
    TRY_ASSIGN(const Commit merged, repository.commit(commit.parents[at]));
    if (merged.parents != std::vector{old}) return false;
  }
  TRY_ASSIGN(const std::vector<File> brought, repository.changed(commit.tree, before));
  TRY_ASSIGN(const std::vector<File> taken, repository.changed(before, commit.tree));
  return may_merge && std::ranges::all_of(brought, is_companion) && std::ranges::all_of(taken, is_companion);
}

// Whether a check of that rule with severity error is made on every experiment branch.
Result<bool> covers_experiments(const policy::Policy& policy, std::string_view rule) {
  for (const policy::Check& check : policy.checks) {
    if (check.rule->id != rule || check.severity != Severity::error) continue;
    TRY_ASSIGN(const auto scope, engine::RefScope::compile(check.refs, check.exclude_refs, {}));
    // Names that nobody lists one by one.
    const std::string folder = std::string(kBranches) + "exp/";
    if (scope.covers(folder + "4f2a9c1e7b") && scope.covers(folder + "4f2a9c1e7b/93d0")) return true;
  }
  return false;
}

}  // namespace

Result<std::optional<policy::Policy>> first_policy(git::Repository& repository, const ChangeSet& changes) {
  if (changes.updates.size() != 1) return std::nullopt;
  const RefUpdate& update = changes.updates.front();
  if (update.deletes() || !is_default(update.ref, changes.context)) return std::nullopt;
  TRY_ASSIGN(const auto blob, brought_policy(repository, update));
  if (!blob) return std::nullopt;
  const Oid old = update.old_oid.is_zero() ? update.known.value_or(Oid{}) : update.old_oid;
  TRY_ASSIGN(const bool is_alone, adds_policy_alone(repository, old, update.new_oid));
  if (!is_alone) return std::nullopt;
  TRY_ASSIGN(std::string text, repository.content(*blob));
  const policy::Layer layer{kRepositoryPolicy, std::move(text), policy::Layer::Trust::full};
  Result<policy::Policy> brought = policy::load({&layer, 1}, rules::declarations());
  if (!brought) return std::nullopt;  // what is wrong with it is said when the push is judged
  for (const std::string_view rule : kNarrowed) {
    TRY_ASSIGN(const bool is_covered, covers_experiments(*brought, rule));
    if (!is_covered) return std::nullopt;
  }
  TRY_ASSIGN(policy::Policy policy, policy::load({}, rules::declarations()));
  for (policy::Check& check : policy.checks)
    if (is_narrowed(check)) check.severity = Severity::off;  // its place stays: checks name others by theirs
  for (policy::Check& check : brought->checks) {
    if (!is_narrowed(check)) continue;
    check.specialised_by.clear();  // of the files of a commit; these are about a tip
    policy.checks.push_back(std::move(check));
  }
  policy.notes.push_back(
      tr("`{file}` is the first policy here: it decides where a config and a seed are needed, all else was "
         "checked by the built-in rules",
         {{"file", kRepositoryPolicy}}));
  return policy;
}

}  // namespace expgate::gate
