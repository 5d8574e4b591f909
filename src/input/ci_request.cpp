#include <algorithm>

#include "input/ci_updates.h"

// Merge requests and queues: what is judged is what the target would get.
namespace expgate::input {

namespace {

// The commit of the target that the request is judged against, and how it was found.
struct Target {
  Oid tip;
  Text source;
};

Result<Target> find_target(const CiClone& clone) {
  const CiEvent& event = clone.event;
  TRY_ASSIGN(const auto tip, clone.repository.resolve(event.target));
  if (tip) return Target{*tip, tr("`{branch}` as in this clone", {{"branch", shown(event.target)}})};
  const auto base = Oid::parse(event.base);
  if (base && clone.repository.has(*base))
    return Target{*base, tr("base: as {system} gives it; `{branch}` is not in this clone",
                            {{"system", event.system}, {"branch", shown(event.target)}})};
  TRY_ASSIGN(const Oid named, branch_here(clone, event.target));  // which is not here: says what to fetch
  return Target{named, {}};
}

// The merge that the system has made to try, if it is one of that commit.
Result<std::optional<Oid>> tried_tree(const CiClone& clone, const Oid& head) {
  const auto merge = Oid::parse(clone.event.merge);
  if (!merge || !clone.repository.has(*merge)) return std::optional<Oid>{};
  TRY_ASSIGN(const Commit commit, clone.repository.commit(*merge));
  const auto& parents = commit.parents;
  const bool is_of_head =
      parents.size() == 2 && std::find(parents.begin(), parents.end(), head) != parents.end();
  return is_of_head ? std::optional<Oid>(commit.tree) : std::nullopt;
}

// The tree that the target would have.
Result<Oid> merged_tree(const CiClone& clone, const Target& target, const Oid& head, const Oid& base,
                        std::vector<Text>& notes) {
  TRY_ASSIGN(const Commit commit, clone.repository.commit(base == head ? target.tip : head));
  if (base == head || base == target.tip) return Oid(commit.tree);
  TRY_ASSIGN(auto tree, tried_tree(clone, head));
  if (!tree) TRY_SET(tree, clone.repository.merged_tree(target.tip, head));
  if (tree) return Oid(*tree);
  notes.push_back(tr("{commit} conflicts with `{branch}`: its files were checked unmerged",
                     {{"commit", head.abbreviated()}, {"branch", shown(clone.event.target)}}));
  return Oid(commit.tree);
}

}  // namespace

Result<ChangeSet> request_updates(const CiClone& clone) {
  const CiEvent& event = clone.event;
  ChangeSet changes;
  TRY_ASSIGN(const Oid head, event.tip.empty() ? head_here(clone) : oid_here(clone, event.tip, kCommit));
  TRY_ASSIGN(const Target target, find_target(clone));
  if (!event.default_branch.empty() && event.default_branch != event.target)
    TRY(branch_here(clone, event.default_branch));
  TRY_ASSIGN(const auto base, clone.repository.merge_base(target.tip, head));
  if (!base) return no_common_history(clone, target.tip, head);
  const bool is_own = !event.ref.empty() && event.ref != event.default_branch && event.ref != event.target;
  if (is_own)
    changes.updates.push_back({.ref = event.ref, .old_oid = {}, .new_oid = head, .known = target.tip});
  RefUpdate& merge = changes.updates.emplace_back();
  merge.ref = event.target;
  merge.old_oid = target.tip;
  merge.new_oid = head;
  changes.notes.push_back(tr("{system}, {event}: checked {base}..{tip} as `{branch}` would get it ({source})",
                             {{"system", event.system},
                              {"event", event.what},
                              {"base", base->abbreviated()},
                              {"tip", head.abbreviated()},
                              {"branch", shown(event.target)},
                              {"source", target.source}}));
  TRY_SET(merge.merged_tree, merged_tree(clone, target, head, *base, changes.notes));
  changes.policy_base = std::optional<Oid>(target.tip);
  // Nothing else counts as there: what lies on other branches may have come in past a step that failed.
  clone.repository.judge_as_remote(
      clone.remote,
      [target = event.target, trunk = event.default_branch](std::string_view ref) {
        return ref == target || ref == trunk;
      },
      event.default_branch);
  return changes;
}

Result<ChangeSet> queue_updates(const CiClone& clone) {
  const CiEvent& event = clone.event;
  ChangeSet changes;
  TRY_ASSIGN(const Oid tip, oid_here(clone, event.tip, kCommit));
  TRY_ASSIGN(const Oid base, oid_here(clone, event.base, kBase));
  TRY_ASSIGN(const Commit commit, clone.repository.commit(tip));
  changes.updates.push_back(
      {.ref = event.target, .old_oid = base, .new_oid = tip, .merged_tree = commit.tree});
  changes.policy_base = std::optional<Oid>(base);
  changes.notes.push_back(
      tr("{system}, {event}: checked {base}..{tip}, what `{branch}` is about to become (base: as {system} "
         "gives it)",
         {{"system", event.system},
          {"event", event.what},
          {"base", base.abbreviated()},
          {"tip", tip.abbreviated()},
          {"branch", shown(event.target)}}));
  clone.repository.judge_as_remote(
      clone.remote,
      [target = event.target, trunk = event.default_branch](std::string_view ref) {
        return ref == trunk && ref != target;
      },
      event.default_branch);
  return changes;
}

}  // namespace expgate::input
