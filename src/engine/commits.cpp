#include "engine/commits.h"

#include <algorithm>
#include <unordered_map>

#include "base/trace.h"
#include "engine/commit_help.h"
#include "message/message.h"
#include "model/ref_name.h"

namespace expgate::engine {

namespace {

constexpr std::size_t kMostScopes = 64;  // bits of Reached::scopes
constexpr std::size_t kRefsAtOnce = 64;  // the same, of updates

bool same_refs(const ActiveCheck& one, const ActiveCheck& other) {
  return one.check->refs == other.check->refs && one.check->exclude_refs == other.check->exclude_refs;
}

std::uint64_t bits_of(const ActiveChecks& checks) {
  std::uint64_t bits = 0;
  for (const ActiveCheck& check : checks)
    if (check.is_on) bits |= check.scope_bit;
  return bits;
}

}  // namespace

Result<void> CommitPass::peel() {
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
// anything.
Result<void> CommitPass::group_scopes(ActiveChecks& checks) {
  for (ActiveCheck& check : checks) {
    if (!check.is_on) continue;
    const auto same = std::find_if(scope_owner_.begin(), scope_owner_.end(),
                                   [&](const ActiveCheck* owner) { return same_refs(*owner, check); });
    if (same != scope_owner_.end()) {
      check.scope_bit = (*same)->scope_bit;
      continue;
    }
    ReachScope scope;
    for (const PeeledUpdate& each : updates_) {
      if (!check.refs.covers(each.update->ref)) continue;
      if (each.tip) scope.tips.push_back(*each.tip);
      if (each.old_tip) scope.known.push_back(*each.old_tip);
      if (each.update->known) scope.known.push_back(*each.update->known);
    }
    if (scope.tips.empty()) continue;
    if (scopes_.size() == kMostScopes)
      return fail("the policy has checks over more than " + std::to_string(kMostScopes) +
                  " different sets of refs");
    const RefScope& refs = check.refs;
    scope.covers = [&refs](std::string_view ref) { return refs.covers(ref); };
    check.scope_bit = std::uint64_t{1} << scopes_.size();
    scopes_.push_back(std::move(scope));
    scope_owner_.push_back(&check);
  }
  return {};
}

// All that the updates bring, for the watcher. Not a check's, so that it is no check's bit; it takes the
// place of one beyond the most that there may be.
void CommitPass::add_watched_scope() {
  if (watcher_ == nullptr || scopes_.size() == kMostScopes) return;
  ReachScope scope;
  for (const PeeledUpdate& each : updates_) {
    if (each.tip) scope.tips.push_back(*each.tip);
    if (each.update->known) scope.known.push_back(*each.update->known);
  }
  scope.covers = [](std::string_view /*ref*/) { return false; };
  if (!scope.tips.empty()) scopes_.push_back(std::move(scope));
}

Result<void> CommitPass::reach() {
  if (is_reached_) return {};
  is_reached_ = true;
  TRY(peel());
  std::vector<Oid> tips;
  for (const PeeledUpdate& each : updates_)
    if (each.tip) tips.push_back(*each.tip);
  reachable_.emplace(repository_, std::move(tips));
  TRY(group_scopes(checks_.commit));
  TRY(group_scopes(checks_.file));
  TRY(group_scopes(checks_.push));
  add_watched_scope();
  is_exact_ = watcher_ != nullptr;
  if (!scopes_.empty())
    TRY_SET(reached_, repository_.first_reached(scopes_, is_exact_ ? Effort::exact : Effort::quick));
  return {};
}

Result<void> CommitPass::reach_exactly() {
  TRY(reach());
  if (is_exact_ || scopes_.empty()) return {};
  TRY_SET(reached_, repository_.first_reached(scopes_, Effort::exact));
  is_exact_ = true;
  return {};
}

std::uint64_t CommitPass::count(const ActiveCheck& check) const {
  return static_cast<std::uint64_t>(std::count_if(reached_.begin(), reached_.end(), [&](const Reached& each) {
    return (each.scopes & check.scope_bit) != 0;
  }));
}

Result<void> CommitPass::judge(QuarantinedObjects& quarantined, Counts& counts, Mode mode) {
  is_bounded_ = is_server(mode);
  TRY(reach());
  const bool wants_nameless = std::any_of(checks_.file.begin(), checks_.file.end(),
                                          [&](const ActiveCheck& check) { return judges_nameless(check); });
  if (wants_nameless) TRY(quarantined.all());
  if (watcher_ != nullptr) TRY(watcher_->begins(reached_.size()));
  TRY(judge_reached(quarantined, counts));
  if (wants_nameless) TRY(judge_nameless(quarantined));
  if (!raised_.empty()) TRY(drop_uncertain());
  return {};
}

// What is only counted cannot be dropped afterwards: if there is any, all is judged again once it is certain
// what is new.
Result<void> CommitPass::judge_reached(QuarantinedObjects& quarantined, Counts& counts) {
  const Trace trace("judge commits");
  const Counts before = counts;
  TRY(expect_introduced());
  for (const Reached& each : reached_) TRY(judge(each, quarantined, counts));
  counts.commits += reached_.size();
  if (overflow_.empty() || is_exact_) return {};
  TRY(reach_exactly());
  raised_.clear();
  overflow_.clear();
  counts = before;
  return judge_reached(quarantined, counts);
}

// Tells the repository which commits' files will be looked at.
Result<void> CommitPass::expect_introduced() {
  const std::uint64_t opened = bits_of(checks_.file);
  std::vector<Oid> commits;
  for (const Reached& each : reached_)
    if (watcher_ != nullptr || (each.scopes & opened) != 0) commits.push_back(each.oid);
  return repository_.expect_introduced(commits);
}

Result<void> CommitPass::judge(const Reached& reached, QuarantinedObjects& quarantined, Counts& counts) {
  const bool is_read = (reached.scopes & bits_of(checks_.commit)) != 0;
  const bool is_opened = watcher_ != nullptr || (reached.scopes & bits_of(checks_.file)) != 0;
  if (!is_read && !is_opened) return {};
  Trace::count(Traced::commits);
  TRY_ASSIGN(const Commit commit, repository_.commit(reached.oid));
  if (quarantined.name(reached.oid) == nullptr) ++counts.objects;
  Violations violations;
  const message::Message parsed = is_read ? message::parse(commit) : message::Message{};
  const JudgedCommit judged(commit, parsed, repository_);
  if (is_read) {
    for (const ActiveCheck& check : checks_.commit) {
      if (!check.is_on || (check.scope_bit & reached.scopes) == 0) continue;
      const Trace rule(check.check->rule->id);
      TRY(std::get<rules::JudgeCommit>(check.judge)(judged, violations));
      add_pending(raised_, check, violations, reached.oid, std::nullopt);
    }
    if (is_bounded_) overflow_.take_from(raised_);
  }
  if (!is_opened) return {};
  TRY_ASSIGN(const std::span<const File> files, judged.introduced());
  const auto introduced = static_cast<std::uint64_t>(
      std::count_if(files.begin(), files.end(), [](const File& file) { return !file.is_name_only; }));
  counts.files += introduced;
  Trace::count(Traced::files, introduced);
  TRY(judge_files(reached, files, quarantined, counts));
  return watcher_ == nullptr ? Result<void>{} : watcher_->judged(commit, files, raised_.size());
}

Result<void> CommitPass::judge_files(const Reached& reached, std::span<const File> files,
                                     QuarantinedObjects& quarantined, Counts& counts) {
  const Trace trace("judge files");
  Violations violations;
  for (const File& file : files) {
    // A submodule is a commit of another repository: an object of that name in this one is not judged by it.
    const QuarantinedObject* quarantined_object = file.is_submodule() ? nullptr : quarantined.name(file.oid);
    if (quarantined_object == nullptr && !file.is_name_only) ++counts.objects;
    const RepositoryFile view(file, quarantined_object, repository_, sizes_, *reachable_);
    const std::size_t first = raised_.size();
    for (const ActiveCheck& check : checks_.file) {
      if (!check.is_on || (check.scope_bit & reached.scopes) == 0) continue;
      if ((file.is_name_only && !check.check->rule->judges_names) || !check.covers_path(file.path)) continue;
      const Trace rule(check.check->rule->id);
      TRY(std::get<rules::JudgeFile>(check.judge)(view, violations));
      add_pending(raised_, check, violations, reached.oid, file);
    }
    drop_repeated(raised_, first);
    if (is_bounded_) overflow_.take_from(raised_);
  }
  return {};
}

// Whether the check has to look at objects that no commit names. Such an object belongs to no ref: the check
// must be for all refs of the push, or commits that it does not see could be those that name the object.
bool CommitPass::judges_nameless(const ActiveCheck& check) const {
  if (!check.is_on || !check.check->rule->judges_nameless || !check.paths.empty()) return false;
  return std::all_of(raw_updates_.begin(), raw_updates_.end(), [&](const RefUpdate& update) {
    return update.deletes() || check.refs.covers(update.ref);
  });
}

Result<void> CommitPass::judge_nameless(QuarantinedObjects& quarantined) {
  const Trace trace("judge objects without a name");
  Violations violations;
  for (const QuarantinedObject& blob : quarantined.new_nameless_blobs()) {
    const File file{{}, kModeFile, blob.oid};
    RepositoryFile view(file, &blob, repository_, sizes_, *reachable_);
    view.is_nameless = true;
    for (const ActiveCheck& check : checks_.file) {
      if (!judges_nameless(check)) continue;
      const Trace rule(check.check->rule->id);
      TRY(std::get<rules::JudgeFile>(check.judge)(view, violations));
      for (Violation& each : violations) each.object = blob.oid;
      add_pending(nameless_, check, violations, std::nullopt, std::nullopt);
    }
  }
  return {};
}

// Before anybody is refused, the walk is done again to the end: dates may have hidden that a commit is
// somebody else's past.
Result<void> CommitPass::drop_uncertain() {
  TRY(reach_exactly());
  std::unordered_map<Oid, std::uint64_t, OidHash> certain;
  for (const Reached& each : reached_) certain[each.oid] = each.scopes;
  std::erase_if(raised_, [&](const PendingFinding& each) {
    const auto found = certain.find(*each.commit);
    return found == certain.end() || (found->second & each.check->scope_bit) == 0;
  });
  return {};
}

Result<CommitPass::Places> CommitPass::places() const {
  Places places;
  for (const Reached& each : reached_)
    places.of.emplace(each.oid, static_cast<std::uint32_t>(places.of.size()));
  places.parents.resize(reached_.size());
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    TRY_ASSIGN(const Commit commit, repository_.commit(reached_[i].oid));
    for (const Oid& parent : commit.parents)
      if (const auto found = places.of.find(parent); found != places.of.end())
        places.parents[i].push_back(found->second);
  }
  return places;
}

// For everything that was raised, which updates bring it. As many of them as a word has bits flow from their
// tips to the parents at once.
Result<std::vector<CommitPass::Concerned>> CommitPass::concerned() const {
  std::vector<Concerned> all(raised_.size());
  if (raised_.empty()) return all;
  TRY_ASSIGN(const Places places, this->places());
  const std::size_t most = watcher_ != nullptr ? 1 : updates_.size();
  std::size_t open = all.size();
  for (std::size_t first = 0; first < updates_.size() && open > 0; first += kRefsAtOnce) {
    const std::size_t last = std::min(updates_.size(), first + kRefsAtOnce);
    std::vector<std::uint64_t> brought_by(reached_.size());
    for (std::size_t u = first; u < last; ++u)
      if (updates_[u].tip)
        if (const auto tip = places.of.find(*updates_[u].tip); tip != places.of.end())
          brought_by[tip->second] |= std::uint64_t{1} << (u - first);
    for (std::size_t i = reached_.size(); i-- > 0;)  // children first
      for (const std::uint32_t parent : places.parents[i]) brought_by[parent] |= brought_by[i];
    for (std::size_t r = 0; r < raised_.size(); ++r) {
      const std::uint64_t bits = brought_by[places.of.at(*raised_[r].commit)];
      for (std::size_t u = first; u < last && all[r].updates.size() < most; ++u) {
        const RefUpdate& update = *updates_[u].update;
        if ((bits >> (u - first) & 1U) == 0 || !raised_[r].check->refs.covers(update.ref)) continue;
        all[r].updates.push_back(u);
        all[r].is_tip = all[r].is_tip || updates_[u].tip == raised_[r].commit;
        if (all[r].updates.size() == most) --open;
      }
    }
  }
  return all;
}

Result<std::vector<Finding>> CommitPass::take_findings(const Context& context) {
  const Trace trace("make findings and remedies");
  std::vector<Finding> findings;
  std::vector<FoundIn> found;
  TRY_ASSIGN(const auto concerned, this->concerned());
  std::optional<Commit> commit;  // what was raised about one stands together
  for (std::size_t i = 0; i < raised_.size(); ++i) {
    const PendingFinding& each = raised_[i];
    if (!commit || commit->oid != *each.commit) TRY_SET(commit, repository_.commit(*each.commit));
    Place place;
    place.mode = context.mode;
    place.commit = &*commit;
    place.is_tip = concerned[i].is_tip;
    std::vector<std::string> refs;
    for (const std::size_t u : concerned[i].updates) {
      const RefUpdate& update = *updates_[u].update;
      refs.push_back(update.ref);
      if (update.ref == context.default_branch && !update.merged_tree) place.shared = short_name(update.ref);
    }
    findings.push_back(to_finding(each, std::move(refs), place));
    if (context.mode == Mode::audit) continue;  // where nobody is given a command
    place.commit = nullptr;
    const std::size_t first = concerned[i].updates.empty() ? 0 : concerned[i].updates.front();
    found.push_back({&each, first, std::move(place), commit->parents.size()});
  }
  TRY(add_help(findings, found, {updates_, reached_, repository_}));
  raised_.clear();
  for (const PendingFinding& each : nameless_)
    findings.push_back(to_finding(each, {}, {.mode = context.mode}));
  for (const PendingFinding& each : overflow_.entries_of()) {
    std::vector<std::string> refs;
    for (const PeeledUpdate& update : updates_)
      if (update.tip && each.check->refs.covers(update.update->ref)) refs.push_back(update.update->ref);
    findings.push_back(to_finding(each, std::move(refs), {.mode = context.mode}));
  }
  return findings;
}

}  // namespace expgate::engine
