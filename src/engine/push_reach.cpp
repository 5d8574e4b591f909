#include "engine/push_reach.h"

#include <algorithm>
#include <initializer_list>

namespace expgate::engine {

namespace {

bool same_refs(const ActiveCheck& one, const ActiveCheck& other) {
  return one.check->refs == other.check->refs && one.check->exclude_refs == other.check->exclude_refs &&
         one.refs.spares_some() == other.refs.spares_some();
}

// What the refs of the check bring, and what they have.
ReachScope scope_of(const RefScope& refs, const std::vector<PeeledUpdate>& updates) {
  ReachScope scope;
  for (const PeeledUpdate& each : updates) {
    if (!refs.covers(each.update->ref)) continue;
    if (each.tip) scope.tips.push_back(*each.tip);
    if (each.old_tip) scope.known.push_back(*each.old_tip);
    if (each.update->known) scope.known.push_back(*each.update->known);
  }
  scope.covers = [&refs](std::string_view ref) { return refs.covers(ref); };
  return scope;
}

}  // namespace

Result<void> PushReach::peel() {
  for (const RefUpdate& update : raw_updates_) {
    PeeledUpdate& each = updates_.emplace_back();
    each.update = &update;
    if (!update.new_oid.is_zero()) TRY_SET(each.tip, repository_.peel_to_commit(update.new_oid));
    if (!update.old_oid.is_zero() && !update.is_old_gone)
      TRY_SET(each.old_tip, repository_.peel_to_commit(update.old_oid));
  }
  return {};
}

// Checks over the same refs share a scope; one that no update touches gets none, and so never asks for
// anything. `owners` has a check with the refs of each scope.
Result<void> PushReach::give_scope(ActiveCheck& check, std::vector<const ActiveCheck*>& owners) {
  const auto same = std::find_if(owners.begin(), owners.end(),
                                 [&](const ActiveCheck* owner) { return same_refs(*owner, check); });
  if (same != owners.end()) {
    check.scope_bit = (*same)->scope_bit;
    return {};
  }
  ReachScope scope = scope_of(check.refs, updates_);
  if (scope.tips.empty()) return {};
  if (scopes_.size() == kMostScopes) return too_many_scopes();
  check.scope_bit = std::uint64_t{1} << scopes_.size();
  scopes_.push_back(std::move(scope));
  owners.push_back(&check);
  return {};
}

Result<void> PushReach::group_scopes() {
  std::vector<const ActiveCheck*> owners;
  for (ActiveChecks* checks : {&checks_.commit, &checks_.file, &checks_.push})
    for (ActiveCheck& check : *checks)
      if (check.is_on) TRY(give_scope(check, owners));
  return {};
}

// All that the updates bring, for the watcher. Not a check's, so that it is no check's bit; it takes the
// place of one beyond the most that there may be.
void PushReach::add_watched_scope() {
  if (extent_ != Extent::history || scopes_.size() == kMostScopes) return;
  ReachScope scope;
  for (const PeeledUpdate& each : updates_) {
    if (each.tip) scope.tips.push_back(*each.tip);
    if (each.update->known) scope.known.push_back(*each.update->known);
  }
  scope.covers = [](std::string_view /*ref*/) { return false; };
  if (!scope.tips.empty()) scopes_.push_back(std::move(scope));
}

Result<void> PushReach::walk(Effort effort) {
  if (!scopes_.empty()) TRY_SET(reached_, repository_.first_reached(scopes_, effort));
  return {};
}

Result<void> PushReach::reach() {
  if (is_reached_) return {};
  is_reached_ = true;
  TRY(peel());
  std::vector<Oid> tips;
  for (const PeeledUpdate& each : updates_)
    if (each.tip) tips.push_back(*each.tip);
  reachable_.emplace(repository_, std::move(tips));
  TRY(group_scopes());
  add_watched_scope();
  return walk(extent_ == Extent::history ? Effort::exact : Effort::quick);
}

Result<void> PushReach::reach_exactly() {
  TRY(reach());
  return is_exact() ? Result<void>{} : walk(Effort::exact);
}

std::uint64_t PushReach::count(const ActiveCheck& check) const {
  return static_cast<std::uint64_t>(
      std::count_if(reached_.commits.begin(), reached_.commits.end(),
                    [&](const Reached& each) { return (each.scopes & check.scope_bit) != 0; }));
}

}  // namespace expgate::engine
