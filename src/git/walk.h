#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <span>
#include <unordered_map>
#include <vector>

#include "git/objects.h"
#include "model/repository.h"

namespace expgate::git {

// A commit that a ref points to, and the scopes that the ref is in.
struct ExistingTip {
  Oid commit;
  std::uint64_t scopes = 0;
  bool is_likely = false;  // worth walking from before the others: the default branch
};

// Reads the tips of all existing branches and tags that are in one of the scopes; called at most once, and only if needed.
using ReadTips = std::function<Result<std::vector<ExistingTip>>()>;

// Finds the commits that are reachable from the scopes' tips and from no existing ref of the same scope: SPEC section 4, "first reached".
//
// Commits carry two sets of scopes: those that want them (reachable from a pushed tip) and those that have them (reachable from a known
// tip). Both sets flow to the parents, newest commit first, until no commit in the queue is wanted by a scope that does not have it.
// A commit that the main store lacks is new to every ref there is, so the refs are read only when the walk meets a commit
// that was there before and no known tip has led to yet; and most of the time the refs that lead to it are near.
class Walk {
 public:
  Walk(const Objects& objects, const std::vector<Oid>& shallow, ReadTips read_tips);

  // The commits first reached, parents before children.
  Result<std::vector<Reached>> first_reached(std::span<const ReachScope> scopes, Effort effort);

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
  Result<void> meet_refs();
  std::uint64_t open_scopes();
  Result<bool> meet_all_tips();
  bool is_undecided(const Node& node) const { return (node.want & ~node.have) != 0; }
  Result<std::vector<Reached>> collect(std::span<const ReachScope> scopes);

  const Objects& objects_;
  std::vector<Oid> shallow_;
  ReadTips read_tips_;
  std::vector<Node> nodes_;
  std::unordered_map<Oid, std::uint32_t, OidHash> index_;
  std::priority_queue<Queued> queue_;
  std::size_t undecided_in_queue_ = 0;
  std::optional<std::vector<ExistingTip>> tips_;
  std::unordered_map<Oid, std::uint64_t, OidHash> tip_scopes_;
  bool all_tips_met_ = false;
};

}  // namespace expgate::git
