#pragma once

#include <cstdint>
#include <optional>
#include <queue>
#include <span>
#include <unordered_map>
#include <vector>

#include "git/objects.h"
#include "git/tips.h"
#include "model/repository.h"

namespace expgate::git {

// Where a walk learns of the existing branches and tags that are in one of its scopes.
class TipSource {
 public:
  virtual ~TipSource() = default;

  // Some tips that are quick to find and likely to help: the default branch, and refs that point to that very
  // commit.
  virtual Result<Tips> near(const Oid& commit) = 0;

  // All there are. Called at most once, and only if needed: there may be 100,000.
  virtual Result<Tips> all() = 0;
};

// Finds the commits that are reachable from the scopes' tips and from no existing ref of the same scope:
// docs/commits-a-check-sees.md, "first reached".
//
// Commits carry two sets of scopes: those that want them (reachable from a pushed tip) and those that have
// them (reachable from a known tip). Both sets flow to the parents, newest commit first, until no commit in
// the queue is wanted by a scope that does not have it. A commit that the main store lacks is new to every
// ref there is, so the refs are read only when the walk meets a commit that was there before and no known tip
// has led to yet: first a few that are near, since most of the time they lead to it.
class Walk {
 public:
  Walk(const Objects& objects, const std::vector<Oid>& shallow, TipSource* tip_source);  // null: no tips

  // The commits first reached. They are exact too where a quick walk has come to the end of history.
  Result<FirstReached> first_reached(std::span<const ReachScope> scopes, Effort effort);

  // Whether `ancestor` can be reached from `descendant`, or is it.
  Result<bool> is_ancestor(const Oid& ancestor, const Oid& descendant);

 private:
  struct Node {
    Oid oid;
    std::vector<std::uint32_t> parents;
    std::int64_t date = 0;
    std::uint64_t want = 0;
    std::uint64_t have = 0;
    bool is_read = false;
    bool is_queued = false;
    bool is_shallow = false;       // its parents are cut off here
    std::optional<bool> is_known;  // in the main store
  };
  struct Queued {
    std::int64_t date;
    std::uint32_t node;
    bool operator<(const Queued& other) const { return date < other.date; }
  };

  std::uint32_t node_of(const Oid& oid);
  bool is_known(Node& node);
  Result<void> read(std::uint32_t index);
  Result<void> mark(std::uint32_t index, std::uint64_t want, std::uint64_t have);
  Result<void> run(Effort effort);
  Result<void> step();
  Result<void> meet_near(std::uint32_t index);
  Result<void> meet_refs();
  std::uint64_t open_scopes();
  Result<bool> meet_more();
  bool is_undecided(const Node& node) const { return (node.want & ~node.have) != 0; }
  FirstReached collect(std::span<const ReachScope> scopes);

  const Objects& objects_;
  std::vector<Oid> shallow_;
  TipSource* tip_source_;
  std::vector<Node> nodes_;
  std::unordered_map<Oid, std::uint32_t, OidHash> index_;
  std::priority_queue<Queued> queue_;
  std::size_t undecided_in_queue_ = 0;
  std::optional<Tips> tips_;
  bool all_tips_met_ = false;
  bool trusts_dates_ = false;      // the walk has stopped where only a date says that it may
  std::size_t steps_to_refs_ = 0;  // once the near tips are met; 0: not yet
};

}  // namespace expgate::git
