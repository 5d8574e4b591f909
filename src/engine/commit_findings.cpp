#include "engine/commit_findings.h"

#include <algorithm>
#include <unordered_map>

#include "base/trace.h"
#include "engine/commit_remedies.h"
#include "model/ref_name.h"

namespace expgate::engine {

namespace {

constexpr std::size_t kRefsAtOnce = 64;  // bits of a word

// For whom something was found.
struct Concerned {
  std::vector<std::size_t> updates;  // in PushReach::updates()
  bool is_tip = false;
};

using Places = std::unordered_map<Oid, std::uint32_t, OidHash>;

// Where the commits are that something was found in, and the tips, as far as they are first reached.
Places places_of(const std::vector<PendingFinding>& pending, std::span<const PeeledUpdate> updates,
                 const std::vector<Reached>& reached) {
  constexpr std::uint32_t kNowhere = UINT32_MAX;
  Places places;
  for (const PendingFinding& each : pending) places.emplace(*each.commit, kNowhere);
  for (const PeeledUpdate& each : updates)
    if (each.tip) places.emplace(*each.tip, kNowhere);
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (const auto wanted = places.find(reached[i].oid); wanted != places.end())
      wanted->second = static_cast<std::uint32_t>(i);
  std::erase_if(places, [](const auto& each) { return each.second == kNowhere; });
  return places;
}

// For each commit, which of these updates bring it: the bits flow from their tips to the parents.
std::vector<std::uint64_t> brought_by(std::span<const PeeledUpdate> updates, const FirstReached& reached,
                                      const Places& places) {
  std::vector<std::uint64_t> bits(reached.commits.size());
  for (std::size_t u = 0; u < updates.size(); ++u)
    if (updates[u].tip)
      if (const auto tip = places.find(*updates[u].tip); tip != places.end())
        bits[tip->second] |= std::uint64_t{1} << u;
  for (std::size_t i = bits.size(); i-- > 0;)  // children first
    for (const std::uint32_t parent : reached.parents_of(i))
      if (parent < bits.size()) bits[parent] |= bits[i];
  return bits;
}

// For everything that was found, which updates bring it; as many of them at once as a word has bits.
std::vector<Concerned> concerned_by(const std::vector<PendingFinding>& pending, const PushReach& reach) {
  std::vector<Concerned> all(pending.size());
  if (pending.empty()) return all;
  const std::span<const PeeledUpdate> updates = reach.updates();
  const Places places = places_of(pending, updates, reach.reached());
  const std::size_t most = reach.extent() == Extent::history ? 1 : updates.size();
  std::size_t open = all.size();
  for (std::size_t first = 0; first < updates.size() && open > 0; first += kRefsAtOnce) {
    const auto some = updates.subspan(first, std::min(kRefsAtOnce, updates.size() - first));
    const std::vector<std::uint64_t> bits = brought_by(some, reach.first_reached(), places);
    for (std::size_t i = 0; i < pending.size(); ++i) {
      const std::uint64_t bits_of_it = bits[places.at(*pending[i].commit)];
      for (std::size_t u = 0; u < some.size() && all[i].updates.size() < most; ++u) {
        if ((bits_of_it >> u & 1U) == 0 || !pending[i].check->refs.covers(some[u].update->ref)) continue;
        all[i].updates.push_back(first + u);
        all[i].is_tip = all[i].is_tip || some[u].tip == pending[i].commit;
        if (all[i].updates.size() == most) --open;
      }
    }
  }
  return all;
}

// The refs of the updates that bring it; notes in the place whether the default branch is one.
std::vector<std::string> refs_of(const Concerned& concerned, const PushReach& reach, const Context& context,
                                 RemedyContext& place) {
  std::vector<std::string> refs;
  for (const std::size_t u : concerned.updates) {
    const RefUpdate& update = *reach.updates()[u].update;
    refs.push_back(update.ref);
    if (update.ref == context.default_branch && !update.merged_tree) place.shared = short_name(update.ref);
  }
  return refs;
}

// About commits and their files, with the commands that mend them.
Result<std::vector<Finding>> about_commits(const std::vector<PendingFinding>& pending, const PushReach& reach,
                                           const Context& context, Repository& repository,
                                           const IsWaived& is_waived) {
  std::vector<Finding> findings;
  std::vector<FoundIn> found;
  const std::vector<Concerned> concerned = concerned_by(pending, reach);
  std::optional<Commit> commit;  // what was found in one stands together
  for (std::size_t i = 0; i < pending.size(); ++i) {
    const PendingFinding& each = pending[i];
    if (!commit || commit->oid != *each.commit) TRY_SET(commit, repository.commit(*each.commit));
    RemedyContext place;
    place.mode = context.mode;
    place.commit = &*commit;
    place.is_tip = concerned[i].is_tip;
    std::vector<std::string> refs = refs_of(concerned[i], reach, context, place);
    findings.push_back(to_finding(each, std::move(refs), place));
    if (context.mode == Mode::audit) continue;  // where nobody is given a command
    place.commit = nullptr;
    const std::size_t first = concerned[i].updates.empty() ? 0 : concerned[i].updates.front();
    found.push_back({&each, first, std::move(place), commit->parents.size(), is_waived(findings.back())});
  }
  TRY(add_remedies(findings, found, {reach.updates(), reach.first_reached(), repository}));
  return findings;
}

// The refs of the push that the check is for.
std::vector<std::string> covered_refs(const ActiveCheck& check, const PushReach& reach) {
  std::vector<std::string> refs;
  for (const PeeledUpdate& each : reach.updates())
    if (each.tip && check.refs.covers(each.update->ref)) refs.push_back(each.update->ref);
  return refs;
}

}  // namespace

Result<std::vector<Finding>> to_findings(const CommitFindings& found, const PushReach& reach,
                                         const Context& context, Repository& repository,
                                         const IsWaived& is_waived) {
  const Trace trace("make findings and remedies");
  TRY_ASSIGN(std::vector<Finding> findings,
             about_commits(found.pending, reach, context, repository, is_waived));
  for (const PendingFinding& each : found.nameless)
    findings.push_back(to_finding(each, {}, {.mode = context.mode}));
  for (const PendingFinding& each : found.overflow.counted())
    findings.push_back(to_finding(each, covered_refs(*each.check, reach), {.mode = context.mode}));
  return findings;
}

}  // namespace expgate::engine
