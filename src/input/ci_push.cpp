#include <algorithm>

#include "input/ci_updates.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

// Pushes, and what runs without one.
namespace expgate::input {

namespace {

// What the tag points to. Systems name its commit, or the tag object, which a clone may lack: a checkout that
// fetches the commit alone makes another tag of it, a lightweight one.
Result<Oid> tag_tip(const CiClone& clone) {
  const std::string& ref = clone.event.ref;
  TRY_ASSIGN(const auto local, clone.repository.resolve(ref));
  if (clone.event.tip.empty()) {
    if (local) return Oid(*local);
    return missing(clone, tr("tag `{tag}` is not in this clone", {{"tag", shown(ref)}}), ref + ":" + ref);
  }
  const auto named = Oid::parse(clone.event.tip);
  if (named && !clone.repository.has(*named))
    return missing(clone, tr("the pushed state of tag `{tag}` is not in this clone", {{"tag", shown(ref)}}),
                   "+" + ref + ":" + ref);
  TRY_ASSIGN(const Oid tip, oid_here(clone, clone.event.tip, kTag));
  if (!local) return tip;
  TRY_ASSIGN(const auto local_commit, clone.repository.peel_to_commit(*local));
  TRY_ASSIGN(const auto commit, clone.repository.peel_to_commit(tip));
  return local_commit == commit && tip == commit ? *local : tip;
}

Result<Oid> find_tip(const CiClone& clone) {
  if (is_tag(clone.event.ref)) return tag_tip(clone);
  if (clone.event.tip.empty()) return head_here(clone);
  return oid_here(clone, clone.event.tip, kCommit);
}

// What the ref was before, and how that is known.
struct Before {
  Oid oid;
  bool is_gone = false;
  Text scope;  // which commits are checked, for people
};

Result<Before> find_before(const CiClone& clone, const Oid& tip) {
  const CiEvent& event = clone.event;
  const bool is_default = event.ref == event.default_branch;
  const std::string said = is_default ? first_said({event.before, event.last_run}) : event.before;
  if (said.empty() && event.kind == CiEvent::Kind::again && is_default)
    return Before{tip, false, tr("no new commits: only its files and its name")};
  if (said.empty() && is_default) return Before{{}, false, tr("all commits are new")};
  if (said.empty())
    return Before{{},
                  false,
                  tr("commits that are neither on `{branch}` nor on another branch or tag",
                     {{"branch", shown(event.default_branch)}})};
  const auto before = Oid::parse(said);
  if (!before)
    return fail(tr("{system} gives `{value}` as the previous tip of `{ref}`, which is not an object ID",
                   {{"system", event.system}, {"value", text::printable(said)}, {"ref", shown(event.ref)}}));
  if (clone.repository.has(*before)) return Before{*before, false, tr("since its previous tip")};
  if (clone.repository.is_shallow())
    return missing(clone,
                   tr("the previous tip of `{ref}`, {oid}, is not in this clone",
                      {{"ref", shown(event.ref)}, {"oid", before->abbreviated()}}),
                   before->hex());
  return Before{*before, true,
                tr("rewritten: its previous tip {oid} is gone; commits that are on no other branch or tag",
                   {{"oid", before->abbreviated()}})};
}

// The revision whose policy counts: the default branch before this.
Result<std::optional<Oid>> policy_base(const CiClone& clone, const Before& before) {
  const CiEvent& event = clone.event;
  if (event.ref != event.default_branch) {
    TRY_ASSIGN(const Oid tip, branch_here(clone, event.default_branch));
    return std::optional<Oid>(tip);
  }
  if (before.is_gone)
    return missing(clone,
                   tr("the previous tip of `{ref}`, {oid}, whose policy applies, is not in this clone",
                      {{"ref", shown(event.ref)}, {"oid", before.oid.abbreviated()}}),
                   before.oid.hex());
  if (before.oid.is_zero()) return std::optional<Oid>{};
  return std::optional<Oid>(before.oid);
}

// Of a ref that is not deleted.
std::string range_of(const Before& before, const Oid& tip) {
  if (before.oid.is_zero() || before.is_gone || before.oid == tip) return tip.abbreviated();
  return before.oid.abbreviated() + ".." + tip.abbreviated();
}

Text note_of(const CiEvent& event, const Before& before, const Oid& tip) {
  Arguments arguments{
      {"system", event.system}, {"event", event.what}, {"ref", shown(event.ref)}, {"scope", before.scope}};
  if (tip.is_zero())
    return tr("{system}, {event} of `{ref}`: checked its deletion ({scope})", std::move(arguments));
  arguments.emplace_back("range", range_of(before, tip));
  return tr("{system}, {event} of `{ref}`: checked {range} ({scope})", std::move(arguments));
}

}  // namespace

Result<Oid> head_here(const CiClone& clone) {
  TRY_ASSIGN(const auto head, clone.repository.resolve("HEAD"));
  if (!head) return fail(tr("there is no commit here: `HEAD` names none"));
  return Oid(*head);
}

Result<ChangeSet> push_updates(const CiClone& clone) {
  const CiEvent& event = clone.event;
  if (event.default_branch.empty() && event.is_by_hand)
    return fail(tr("the default branch is not known here"),
                tr("name it: `expgate ci --ref {ref} --default-branch NAME`",
                   {{"ref", text::shell_word(is_tag(event.ref) ? "tags/" + std::string(short_name(event.ref))
                                                               : std::string(short_name(event.ref)))}}));
  if (event.default_branch.empty())
    return fail(tr("the default branch is not known here"),
                tr("name it: `expgate ci --default-branch NAME`"));
  ChangeSet changes;
  RefUpdate& update = changes.updates.emplace_back();
  update.ref = event.ref;
  const auto named = Oid::parse(event.tip);
  const bool deletes = named && named->is_zero();
  if (!deletes) TRY_SET(update.new_oid, find_tip(clone));
  TRY_ASSIGN(const Before before, find_before(clone, update.new_oid));
  update.old_oid = before.oid;
  update.is_old_gone = before.is_gone;
  changes.policy_base = policy_base(clone, before);
  if (!changes.policy_base && !before.is_gone) return tl::unexpected(changes.policy_base.error());
  changes.notes.push_back(note_of(event, before, update.new_oid));
  std::vector<std::string> behind{event.ref};
  if (!deletes) {
    TRY_ASSIGN(const auto commit, clone.repository.peel_to_commit(update.new_oid));
    if (commit) TRY_SET(behind, refs_behind(clone, *commit));
    behind.push_back(event.ref);
  }
  clone.repository.judge_as_remote(
      clone.remote,
      [behind = std::move(behind)](std::string_view ref) {
        return std::find(behind.begin(), behind.end(), ref) == behind.end();
      },
      event.default_branch);
  return changes;
}

}  // namespace expgate::input
