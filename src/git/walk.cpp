#include "git/walk.h"

#include <algorithm>
#include <limits>

#include "git/commit.h"

namespace expgate::git {

Walk::Walk(const Objects& objects, const std::vector<Oid>& shallow, TipSource* tip_source)
    : objects_(objects), shallow_(shallow), tip_source_(tip_source) {
  if (tip_source_ == nullptr) tips_.emplace();
}

std::uint32_t Walk::node_of(const Oid& oid) {
  const auto [place, is_new] = index_.try_emplace(oid, static_cast<std::uint32_t>(nodes_.size()));
  if (is_new) {
    nodes_.emplace_back().oid = oid;
    if (tips_) nodes_.back().have = tips_->scopes_of(oid);
  }
  return place->second;
}

bool Walk::is_known(Node& node) {
  if (!node.is_known) node.is_known = objects_.in_main_store(node.oid);
  return *node.is_known;
}

Result<void> Walk::read(std::uint32_t index) {
  if (nodes_[index].is_read) return {};
  const Oid oid = nodes_[index].oid;
  // What is new is read again to be judged. Of the past there may be ten times as much.
  const bool may_be_new = tip_source_ != nullptr && is_undecided(nodes_[index]);
  TRY_ASSIGN(const Object object, may_be_new ? objects_.read_to_keep(oid) : objects_.read(oid, Type::commit));
  TRY_ASSIGN(const CommitLinks links, parse_links(oid, object.bytes()));
  const bool is_shallow = std::find(shallow_.begin(), shallow_.end(), oid) != shallow_.end();
  std::vector<std::uint32_t> parents;
  if (!is_shallow)
    for (const Oid& parent : links.parents) parents.push_back(node_of(parent));
  Node& node = nodes_[index];
  node.parents = std::move(parents);
  node.date = links.date;
  node.is_shallow = is_shallow && !links.parents.empty();
  node.is_read = true;
  return {};
}

// Adds the scopes to the node's sets and queues it if that changed anything that its parents must hear of.
Result<void> Walk::mark(std::uint32_t index, std::uint64_t want, std::uint64_t have) {
  {
    Node& node = nodes_[index];
    const bool nothing_new = (want & ~node.want) == 0 && (have & ~node.have) == 0;
    if (nothing_new && (node.is_queued || node.is_read)) return {};
    if (node.is_queued && is_undecided(node)) --undecided_in_queue_;
    node.want |= want;
    node.have |= have;
    if (node.is_queued && is_undecided(node)) ++undecided_in_queue_;
    if (node.is_queued) return {};
  }
  TRY(read(index));
  Node& node = nodes_[index];
  node.is_queued = true;
  if (is_undecided(node)) ++undecided_in_queue_;
  queue_.push({node.date, index});
  return {};
}

// Takes the newest commit from the queue and tells its parents what it knows.
Result<void> Walk::step() {
  const std::uint32_t index = queue_.top().node;
  queue_.pop();
  nodes_[index].is_queued = false;
  if (is_undecided(nodes_[index])) {
    --undecided_in_queue_;
    if (!tips_ && is_known(nodes_[index])) TRY(meet_near(index));
  }
  const Node& node = nodes_[index];
  const std::uint64_t want = node.want;
  const std::uint64_t have = node.have;
  if (node.is_shallow && is_undecided(node))
    return fail(tr("history ends at the shallow commit {oid}, so the new commits are not known",
                   {{"oid", node.oid.hex()}}),
                tr("run `git fetch --unshallow`; in CI, set `GIT_DEPTH: \"0\"` or `fetch-depth: 0`"));
  const std::vector<std::uint32_t> parents = node.parents;
  for (const std::uint32_t parent : parents) TRY(mark(parent, want, have));
  return {};
}

// Goes on from the near tips for a while, and if they lead nowhere, from all of them.
Result<void> Walk::meet_near(std::uint32_t index) {
  constexpr std::size_t kPatience = 16;  // commits that were there before and that no tip has led to
  if (steps_to_refs_ == 1) return meet_refs();
  if (steps_to_refs_ > 1) {
    --steps_to_refs_;
    return {};
  }
  steps_to_refs_ = kPatience;
  TRY_ASSIGN(const Tips near, tip_source_->near(nodes_[index].oid));
  for (const ExistingTip& tip : near.all()) TRY(mark(node_of(tip.commit), 0, tip.scopes));
  return {};
}

// Reads the refs: whatever they point to is had by their scopes, and the walk goes on from the likely ones
// too.
Result<void> Walk::meet_refs() {
  TRY_SET(tips_, tip_source_->all());
  const std::size_t met = nodes_.size();
  for (std::uint32_t index = 0; index < met; ++index)
    if (const std::uint64_t scopes = tips_->scopes_of(nodes_[index].oid); scopes != 0)
      TRY(mark(index, 0, scopes));
  for (const ExistingTip& tip : tips_->all())
    if (tip.is_likely) TRY(mark(node_of(tip.commit), 0, tip.scopes));
  return {};
}

// The scopes that still want a commit which the main store knew: only such a commit can be had after all.
std::uint64_t Walk::open_scopes() {
  std::uint64_t scopes = 0;
  for (Node& node : nodes_)
    if ((node.want & ~node.have & ~scopes) != 0 && is_known(node)) scopes |= node.want & ~node.have;
  return scopes;
}

// Reads the refs, then walks from every tip there is, as long as one of them could still lead to an undecided
// commit.
Result<bool> Walk::meet_more() {
  if (all_tips_met_) return false;
  const std::uint64_t open_scopes = this->open_scopes();
  if (open_scopes == 0) return false;
  if (!tips_) {
    TRY(meet_refs());
    return true;
  }
  all_tips_met_ = true;
  for (const ExistingTip& tip : tips_->all())
    if ((tip.scopes & open_scopes) != 0) TRY(mark(node_of(tip.commit), 0, tip.scopes));
  return true;
}

Result<void> Walk::run(Effort effort) {
  // Where dates lie, a commit may be marked as had after its descendants were taken for new. git goes on for
  // five commits (SLOP in its revision.c) and lives with the rest; who wants to be exact goes on as long as
  // there is a commit that it could matter to.
  constexpr int kSlop = 5;
  constexpr std::size_t kLookEvery = 256;  // steps
  std::size_t steps = 0;
  std::int64_t oldest_undecided = std::numeric_limits<std::int64_t>::max();
  int slop = kSlop;
  while (!queue_.empty()) {
    const std::int64_t date = queue_.top().date;
    if (undecided_in_queue_ == 0 && steps++ % kLookEvery == 0 && open_scopes() == 0) return {};
    trusts_dates_ =
        undecided_in_queue_ == 0 && date < oldest_undecided && effort == Effort::quick && --slop < 0;
    if (trusts_dates_) return {};
    const Node& top = nodes_[queue_.top().node];
    if (is_undecided(top)) {
      oldest_undecided = std::min(oldest_undecided, date);
      slop = kSlop;
    }
    TRY(step());
  }
  return {};
}

Result<FirstReached> Walk::first_reached(std::span<const ReachScope> scopes, Effort effort) {
  for (std::size_t scope = 0; scope < scopes.size(); ++scope) {
    const std::uint64_t bit = std::uint64_t{1} << scope;
    for (const Oid& known : scopes[scope].known) TRY(mark(node_of(known), 0, bit));
    for (const Oid& tip : scopes[scope].tips) TRY(mark(node_of(tip), bit, 0));
  }
  for (bool more = true; more;) {
    TRY(run(effort));
    TRY_SET(more, meet_more());
  }
  return collect(scopes);
}

// The undecided commits in an order in which parents come first.
FirstReached Walk::collect(std::span<const ReachScope> scopes) {
  constexpr std::uint32_t kUnseen = UINT32_MAX;
  FirstReached found;
  std::vector<std::uint32_t> places(nodes_.size(), kUnseen);
  std::vector<std::uint32_t> outside;  // nodes
  struct Visit {
    std::uint32_t node;
    std::size_t next_parent;
  };
  std::vector<Visit> path;
  const auto visit = [&](std::uint32_t index) {
    if (places[index] != kUnseen || !is_undecided(nodes_[index])) return;
    places[index] = 0;  // until all its parents have theirs
    path.push_back({index, 0});
  };
  const auto add = [&](std::uint32_t index) {
    const Node& node = nodes_[index];
    places[index] = static_cast<std::uint32_t>(found.commits.size());
    found.commits.push_back(
        {node.oid, static_cast<std::uint32_t>(found.parents.size()), node.want & ~node.have});
    for (const std::uint32_t parent : node.parents) {
      if (places[parent] == kUnseen) outside.push_back(parent);
      found.parents.push_back(parent);
    }
  };
  for (const ReachScope& scope : scopes) {
    for (const Oid& tip : scope.tips) {
      visit(node_of(tip));
      while (!path.empty()) {
        Visit& last = path.back();
        const Node& node = nodes_[last.node];
        if (last.next_parent < node.parents.size()) {
          visit(node.parents[last.next_parent++]);
        } else {
          add(last.node);
          path.pop_back();
        }
      }
    }
  }
  for (const std::uint32_t each : outside) {
    if (places[each] != kUnseen) continue;
    places[each] = static_cast<std::uint32_t>(found.commits.size() + found.outside.size());
    found.outside.push_back(nodes_[each].oid);
  }
  for (std::uint32_t& parent : found.parents) parent = places[parent];
  found.is_exact = !trusts_dates_;
  return found;
}

Result<bool> Walk::is_ancestor(const Oid& ancestor, const Oid& descendant) {
  // The ancestor wants nothing: only the descendant's history is walked, and all of it only if the answer is
  // no.
  const std::uint32_t sought = node_of(ancestor);
  TRY(mark(node_of(descendant), 1, 0));
  while (nodes_[sought].want == 0 && !queue_.empty()) TRY(step());
  return nodes_[sought].want != 0;
}

}  // namespace expgate::git
