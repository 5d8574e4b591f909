#include "engine/active_check.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <tuple>

#include "rules/ref_namespace.h"

namespace expgate::engine {

namespace {

bool is_named(const ActiveCheck& check, std::string_view path) {
  return (check.paths.empty() || check.paths.matches(path)) && !check.exclude.matches(path);
}

Result<ActiveCheck> activate_one(const policy::Check& check, std::string_view default_branch) {
  const rules::Rule* rule = rules::find(check.rule->id);
  if (rule == nullptr) throw std::logic_error("the policy holds a rule that the registry lacks");
  ActiveCheck active;
  active.check = &check;
  active.is_on = check.severity != Severity::off;
  TRY_SET(active.refs, RefScope::compile(check.refs, check.exclude_refs, default_branch));
  TRY_SET(active.paths, text::GlobSet::compile(check.paths));
  TRY_SET(active.exclude, text::GlobSet::compile(check.exclude));
  if (!active.is_on) return active;
  auto judge = rule->make(check.options);
  if (!judge) return within(tr("check `{check}`", {{"check", check.key}}), judge.error());
  active.judge = std::move(*judge);
  return active;
}

// Refs that `ref-namespace` allows are for machines (dvc, AGit): what comes there is judged by its files
// alone.
// Null where it allows none.
Result<std::shared_ptr<const text::GlobSet>> spared_refs(const policy::Policy& policy) {
  std::vector<std::string> globs;
  for (const policy::Check& check : policy.checks)
    if (check.rule->id == "ref-namespace" && check.severity == Severity::error)
      for (const std::string& glob : check.options.list("allow")) globs.push_back(glob);
  if (globs.empty()) return std::shared_ptr<const text::GlobSet>();
  TRY_ASSIGN(text::GlobSet compiled, rules::refs_for_machines(globs));
  return std::shared_ptr<const text::GlobSet>(std::make_shared<text::GlobSet>(std::move(compiled)));
}

}  // namespace

tl::unexpected<Error> too_many_scopes() {
  return fail(
      tr("the policy has checks over more than {limit} different sets of refs", {{"limit", kMostScopes}}),
      tr("let several checks have the same `refs` and `exclude_refs`"));
}

bool ActiveCheck::covers_path(std::string_view path) const {
  return is_named(*this, path) &&
         std::none_of(specialised_by.begin(), specialised_by.end(),
                      [&](const ActiveCheck* other) { return is_named(*other, path); });
}

namespace {

bool has_no_effect(const policy::Check& check) {
  return check.severity == Severity::off && check.paths.empty();
}

// Whether it is as a pack has it.
bool is_built_in(const policy::Check& check) {
  return std::ranges::all_of(
      check.origins, [](const auto& origin) { return origin.second.kind == policy::Origin::Kind::pack; });
}

template <typename Predicate>
Result<ActiveChecks> activate_if(const policy::Policy& policy, std::string_view default_branch,
                                 Predicate is_wanted) {
  std::vector<std::size_t> wanted;
  for (std::size_t i = 0; i < policy.checks.size(); ++i) {
    TRY_ASSIGN(const bool is_one, is_wanted(policy.checks[i]));
    if (is_one) wanted.push_back(i);
  }
  ActiveChecks active;
  active.reserve(wanted.size());  // once and for all: specialised_by points into it
  TRY_ASSIGN(const auto for_machines, spared_refs(policy));
  std::vector<const ActiveCheck*> by_index(policy.checks.size(), nullptr);
  for (const std::size_t i : wanted) {
    const policy::Check& check = policy.checks[i];
    TRY_ASSIGN(ActiveCheck one, activate_one(check, default_branch));
    const bool judges_people = check.rule->scope == Scope::commit || check.rule->scope == Scope::tip;
    if (judges_people) one.refs.spare(for_machines);
    active.push_back(std::move(one));
    by_index[i] = &active.back();
  }
  for (ActiveCheck& one : active)
    for (const std::size_t other : one.check->specialised_by)
      if (by_index[other] != nullptr) one.specialised_by.push_back(by_index[other]);
  return active;
}

}  // namespace

Result<ActiveChecks> activate(const policy::Policy& policy, std::initializer_list<Scope> scopes,
                              std::string_view default_branch, std::optional<bool> by_files) {
  return activate_if(policy, default_branch, [&](const policy::Check& check) -> Result<bool> {
    if (std::find(scopes.begin(), scopes.end(), check.rule->scope) == scopes.end()) return false;
    return !has_no_effect(check) && (!by_files || check.rule->judges_files == *by_files);
  });
}

Result<ActiveChecks> activate_tip_checks(const policy::Policy& policy, const std::vector<std::string>& refs,
                                         std::string_view default_branch) {
  return activate_if(policy, default_branch, [&](const policy::Check& check) -> Result<bool> {
    if (check.rule->scope != Scope::tip || has_no_effect(check)) return false;
    if (!is_built_in(check)) return true;
    TRY_ASSIGN(const RefScope scope, RefScope::compile(check.refs, check.exclude_refs, default_branch));
    return std::ranges::any_of(refs, [&](const std::string& ref) { return scope.covers(ref); });
  });
}

Result<void> validate(const policy::Policy& policy, std::string_view default_branch) {
  TRY_ASSIGN(
      const ActiveChecks checks,
      activate(policy, {Scope::push, Scope::commit, Scope::file, Scope::ref, Scope::tip}, default_branch));
  std::set<std::tuple<std::vector<std::string>, std::vector<std::string>, bool>> sets;
  for (const ActiveCheck& each : checks) {
    const Scope scope = each.check->rule->scope;
    if (each.is_on && scope != Scope::ref && scope != Scope::tip)
      sets.emplace(each.check->refs, each.check->exclude_refs, each.refs.spares_some());
  }
  if (sets.size() > kMostScopes) return too_many_scopes();
  return {};
}

Result<bool> covers(const policy::Check& check, std::string_view ref, std::string_view default_branch) {
  TRY_ASSIGN(const RefScope scope, RefScope::compile(check.refs, check.exclude_refs, default_branch));
  return scope.covers(ref);
}

}  // namespace expgate::engine
