#include "engine/commits.h"

#include <algorithm>
#include <unordered_map>

#include "base/trace.h"
#include "engine/generated.h"
#include "engine/header_proposals.h"
#include "message/message.h"

namespace expgate::engine {

namespace {

// The scopes of which some check asks for commits.
std::uint64_t bits_of(const ActiveChecks& checks) {
  std::uint64_t bits = 0;
  for (const ActiveCheck& check : checks)
    if (check.is_on) bits |= check.scope_bit;
  return bits;
}

bool is_for(const ActiveCheck& check, const Reached& reached) {
  return check.is_on && (check.scope_bit & reached.scopes) != 0;
}

}  // namespace

Result<CommitFindings> CommitPass::judge(Counts& counts) {
  TRY(reach_.reach());
  const bool wants_nameless = std::any_of(checks_.file.begin(), checks_.file.end(),
                                          [&](const ActiveCheck& check) { return judges_nameless(check); });
  if (wants_nameless) TRY(quarantined_.all());
  if (watcher_ != nullptr) TRY(watcher_->begins(reach_.reached().size()));
  TRY(judge_reached(counts));
  if (wants_nameless) TRY(judge_nameless());
  if (!found_.pending.empty()) TRY(drop_uncertain());
  return std::move(found_);
}

// What is only counted cannot be dropped afterwards: if there is any, all is judged again once it is certain
// what is new.
Result<void> CommitPass::judge_reached(Counts& counts) {
  const Trace trace("judge commits");
  const Counts before = counts;
  TRY(expect_introduced());
  const std::span<const Reached> reached = reach_.reached();
  for (std::size_t i = 0; i < reached.size(); ++i) TRY(judge(reached.subspan(i), counts));
  counts.commits += reach_.reached().size();
  if (found_.overflow.empty() || reach_.is_exact()) return {};
  TRY(reach_.reach_exactly());
  found_ = {};
  counts = before;
  return judge_reached(counts);
}

// Whether somebody looks at the files of the commit.
bool CommitPass::is_opened(const Reached& reached) const {
  return watcher_ != nullptr || (reached.scopes & bits_of(checks_.file)) != 0;
}

// Tells the repository which commits' files will be looked at.
Result<void> CommitPass::expect_introduced() {
  std::vector<Oid> commits;
  for (const Reached& each : reach_.reached())
    if (is_opened(each)) commits.push_back(each.oid);
  return repository_.expect_introduced(commits);
}

Result<void> CommitPass::judge(std::span<const Reached> from_here, Counts& counts) {
  const Reached& reached = from_here.front();
  const bool is_read = (reached.scopes & bits_of(checks_.commit)) != 0;
  if (!is_read && !is_opened(reached)) return {};
  Trace::count(Traced::commits);
  TRY_ASSIGN(const Commit commit, repository_.commit(reached.oid));
  if (quarantined_.name(reached.oid) == nullptr) ++counts.objects;
  message::Message parsed = is_read ? message::parse(commit) : message::Message{};
  if (is_read) TRY_SET(parsed.kind, kind_by_history(commit, parsed, lets_releases_, reach_, repository_));
  const JudgedCommit judged(commit, parsed, repository_, {&context_, from_here, &signatures_});
  if (is_read) TRY(judge_message(reached, judged));
  if (!is_opened(reached)) return {};
  TRY_ASSIGN(const std::span<const File> files, judged.introduced());
  TRY(judge_files(reached, files, counts));
  return watcher_ == nullptr ? Result<void>{} : watcher_->judged(commit, files, found_.pending.size());
}

Result<void> CommitPass::judge_message(const Reached& reached, const JudgedCommit& judged) {
  const std::size_t first = found_.pending.size();
  Violations violations;
  for (const ActiveCheck& check : checks_.commit) {
    if (!is_for(check, reached)) continue;
    const Trace rule(check.check->rule->id);
    TRY(std::get<rules::JudgeCommit>(check.judge)(judged, violations));
    add_pending(found_.pending, check, violations, reached.oid, std::nullopt);
  }
  if (first < most_kept())  // what is only counted needs no better header
    TRY(settle_header(
        checks_.commit, [&](const ActiveCheck& check) { return is_for(check, reached); }, judged,
        found_.pending, first));
  keep_within_bounds();
  return {};
}

Result<void> CommitPass::judge_files(const Reached& reached, std::span<const File> files, Counts& counts) {
  const Trace trace("judge files");
  const auto introduced = static_cast<std::uint64_t>(
      std::count_if(files.begin(), files.end(), [](const File& file) { return !file.is_name_only; }));
  counts.files += introduced;
  Trace::count(Traced::files, introduced);
  for (const File& file : files) TRY(judge_file(reached, file, counts));
  return {};
}

Result<void> CommitPass::judge_file(const Reached& reached, const File& file, Counts& counts) {
  // A submodule is a commit of another repository: an object of that name in this one is not judged by it.
  const QuarantinedObject* object = file.is_submodule() ? nullptr : quarantined_.name(file.oid);
  if (object == nullptr && !file.is_name_only) ++counts.objects;
  const auto lookup = [this, &reached](std::string_view path) -> Result<std::optional<File>> {
    TRY_ASSIGN(const Commit commit, repository_.commit(reached.oid));
    return repository_.file(commit.tree, path);
  };
  const RepositoryFile view(file, object, repository_, sizes_, reach_.reachable(), lookup);
  const std::size_t first = found_.pending.size();
  Violations violations;
  for (const ActiveCheck& check : checks_.file) {
    if (!is_for(check, reached)) continue;
    if ((file.is_name_only && !check.check->rule->judges_names) || !check.covers_path(file.path)) continue;
    const Trace rule(check.check->rule->id);
    Result<void> judged = std::get<rules::JudgeFile>(check.judge)(view, violations);
    if (!judged && watcher_ != nullptr && watcher_->goes_on_without(file.path, reached.oid, judged.error()))
      break;
    TRY(std::move(judged));
    if (!violations.empty()) add_pending(found_.pending, check, violations, reached.oid, file);
  }
  drop_repeated(found_.pending, first);
  keep_within_bounds();
  return {};
}

std::size_t CommitPass::most_kept() const {
  constexpr std::size_t kMostKept = 5'000;
  return keep_ == Keep::bounded ? kMostKept : SIZE_MAX;
}

void CommitPass::keep_within_bounds() {
  found_.overflow.take_from(found_.pending, most_kept());
}

// Whether the check has to look at objects that no commit names. Such an object belongs to no ref: the check
// must be for all refs of the push, or commits that it does not see could be those that name the object.
bool CommitPass::judges_nameless(const ActiveCheck& check) const {
  if (!check.is_on || !check.check->rule->judges_nameless || !check.paths.empty()) return false;
  const std::vector<PeeledUpdate>& updates = reach_.updates();
  return std::all_of(updates.begin(), updates.end(), [&](const PeeledUpdate& each) {
    return each.update->deletes() || check.refs.covers(each.update->ref);
  });
}

Result<void> CommitPass::judge_nameless() {
  const Trace trace("judge objects without a name");
  Violations violations;
  for (const QuarantinedObject& blob : quarantined_.new_nameless_blobs()) {
    const File file{{}, kModeFile, blob.oid};
    RepositoryFile view(file, &blob, repository_, sizes_, reach_.reachable());
    view.is_nameless = true;
    for (const ActiveCheck& check : checks_.file) {
      if (!judges_nameless(check)) continue;
      const Trace rule(check.check->rule->id);
      TRY(std::get<rules::JudgeFile>(check.judge)(view, violations));
      for (Violation& each : violations) each.object = blob.oid;
      add_pending(found_.nameless, check, violations, std::nullopt, std::nullopt);
    }
  }
  return {};
}

// Before anybody is refused, the walk is done again to the end: dates may have hidden that a commit is
// somebody else's past.
Result<void> CommitPass::drop_uncertain() {
  if (reach_.is_exact()) return {};
  TRY(reach_.reach_exactly());
  std::unordered_map<Oid, std::uint64_t, OidHash> certain;
  for (const Reached& each : reach_.reached()) certain[each.oid] = each.scopes;
  std::erase_if(found_.pending, [&](const PendingFinding& each) {
    const auto found = certain.find(*each.commit);
    return found == certain.end() || (found->second & each.check->scope_bit) == 0;
  });
  return {};
}

}  // namespace expgate::engine
