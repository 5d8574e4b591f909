#include "engine/views.h"

#include <algorithm>
#include <cstring>
#include <unordered_set>

namespace expgate::engine {

namespace {

std::vector<File> only(std::vector<File> files, const text::GlobSet& wanted) {
  std::erase_if(files, [&](const File& file) { return !wanted.matches(file.path); });
  return files;
}

}  // namespace

Result<std::span<const File>> JudgedCommit::introduced() const {
  if (!introduced_) TRY_SET(introduced_, repository_.introduced(commit));
  return std::span<const File>(*introduced_);
}

Result<SignatureCheck> Signatures::verify(std::span<const Reached> commits, const Signers& signers) {
  constexpr std::size_t kMostAtOnce = 256;  // commits: so many fit well into the time that git is given
  if (!(signers == signers_)) known_.clear();
  signers_ = signers;
  const Oid& wanted = commits.front().oid;
  if (const auto found = known_.find(wanted); found != known_.end()) return SignatureCheck(found->second);
  std::vector<Oid> batch;
  for (const Reached& each : commits.first(std::min(commits.size(), kMostAtOnce))) batch.push_back(each.oid);
  TRY_ASSIGN(const std::vector<SignatureCheck> checks, repository_.verify_signatures(batch, signers));
  for (std::size_t i = 0; i < batch.size(); ++i) known_.insert_or_assign(batch[i], checks.at(i));
  return SignatureCheck(checks.front());
}

Result<SignatureCheck> JudgedCommit::verify_signature(const Signers& signers) const {
  if (in_push_.signatures == nullptr) return CommitView::verify_signature(signers);
  return in_push_.signatures->verify(in_push_.from_here, signers);
}

Result<std::vector<File>> JudgedCommit::replaced() const {
  if (commit.parents.empty()) return std::vector<File>{};
  TRY_ASSIGN(const Commit parent, repository_.commit(commit.parents.front()));
  return repository_.changed(parent.tree, commit.tree);
}

Result<std::span<const File>> DraftCommit::introduced() const {
  return std::span<const File>(draft_.files);
}

Result<std::vector<File>> DraftCommit::replaced() const {
  std::vector<std::string_view> paths(draft_.removed.begin(), draft_.removed.end());
  for (const File& file : draft_.files) paths.emplace_back(file.path);
  std::sort(paths.begin(), paths.end());
  std::vector<File> files;
  if (draft_.head_tree.is_zero()) return files;
  for (const std::string_view path : paths) {
    TRY_ASSIGN(std::optional<File> file, repository_.file(draft_.head_tree, path));
    if (file) files.push_back(*std::move(file));
  }
  return files;
}

Result<std::uint64_t> RepositoryFile::size() const {
  if (arrival_ != nullptr && arrival_->kind == ObjectKind::blob) return std::uint64_t{arrival_->size};
  const auto known = sizes_.find(file.oid);
  if (known != sizes_.end()) return std::uint64_t{known->second};
  TRY_ASSIGN(const std::uint64_t size, repository_.size(file.oid));
  sizes_.emplace(file.oid, size);
  return std::uint64_t{size};
}

Result<std::string_view> RepositoryFile::content() const {
  if (!content_) TRY_SET(content_, repository_.content(file.oid));
  return std::string_view(*content_);
}

Result<std::optional<std::string>> RepositoryFile::beside(std::string_view path, std::uint64_t most) const {
  if (!lookup_) return std::optional<std::string>{};
  TRY_ASSIGN(const auto found, lookup_(path));
  if (!found || !found->has_content()) return std::optional<std::string>{};
  TRY_ASSIGN(const std::uint64_t size, repository_.size(found->oid));
  if (size > most) return std::optional<std::string>{};
  TRY_ASSIGN(std::string content, repository_.content(found->oid));
  return std::optional(std::move(content));
}

Result<std::span<const QuarantinedObject>> QuarantinedObjects::all() {
  if (!list_) {
    TRY_SET(list_, repository_.quarantined());
    is_named_.resize(list_->size());
  }
  return std::span<const QuarantinedObject>(*list_);
}

// Called before commits are judged, or not at all: names are forgotten.
Result<void> QuarantinedObjects::keep_new() {
  TRY(all());
  std::erase_if(*list_, [&](const QuarantinedObject& each) { return repository_.was_there(each.oid); });
  is_named_.assign(list_->size(), false);
  fanout_ = {};
  return {};
}

std::optional<std::size_t> QuarantinedObjects::place_of(const Oid& object) const {
  if (!list_) return std::nullopt;
  const std::vector<QuarantinedObject>& list = *list_;
  if (fanout_.empty() && Fanout::is_worth(++questions_, list.size()))
    fanout_ = Fanout(list.size(), [&](std::size_t i) { return Fanout::beginning(list[i].oid.bytes.data()); });
  if (!fanout_.empty())
    return fanout_.find(object.bytes.data(), [&](std::size_t place) {
      return compare_hashes(list[place].oid.bytes.data(), object.bytes.data(), object.bytes.size());
    });
  const auto place =
      std::lower_bound(list.begin(), list.end(), object,
                       [](const QuarantinedObject& each, const Oid& oid) { return each.oid < oid; });
  if (place == list.end() || place->oid != object) return std::nullopt;
  return static_cast<std::size_t>(place - list.begin());
}

const QuarantinedObject* QuarantinedObjects::name(const Oid& object) {
  const std::optional<std::size_t> place = place_of(object);
  if (!place) return nullptr;
  is_named_[*place] = true;
  return &(*list_)[*place];
}

Result<std::uint64_t> QuarantinedObjects::tree_bytes_below(std::vector<Oid> trees) const {
  std::vector<bool> is_met(list_ ? list_->size() : 0);
  std::uint64_t bytes = 0;
  while (!trees.empty()) {
    const std::optional<std::size_t> place = place_of(trees.back());
    trees.pop_back();
    if (!place || is_met[*place] || (*list_)[*place].kind != ObjectKind::tree) continue;
    is_met[*place] = true;
    bytes += (*list_)[*place].size;
    TRY_ASSIGN(const std::vector<Oid> folders, repository_.folders((*list_)[*place].oid));
    trees.insert(trees.end(), folders.begin(), folders.end());
  }
  return bytes;
}

std::vector<QuarantinedObject> QuarantinedObjects::new_nameless_blobs() const {
  std::vector<QuarantinedObject> blobs;
  for (std::size_t i = 0; i < is_named_.size(); ++i) {
    const QuarantinedObject& each = (*list_)[i];
    if (!is_named_[i] && each.kind == ObjectKind::blob && !repository_.was_there(each.oid))
      blobs.push_back(each);
  }
  return blobs;
}

Result<bool> RepositoryUpdate::is_fast_forward() const {
  if (update.merged_tree) return true;  // a merge builds on what is there
  if (update.is_old_gone) return false;
  TRY_ASSIGN(const auto old_commit, repository_.peel_to_commit(update.old_oid));
  TRY_ASSIGN(const auto new_commit, repository_.peel_to_commit(update.new_oid));
  if (!old_commit || !new_commit) return false;
  return repository_.is_ancestor(*old_commit, *new_commit);
}

Result<bool> RepositoryUpdate::is_commit() const {
  TRY_ASSIGN(const auto commit, repository_.peel_to_commit(update.new_oid));
  return commit.has_value();
}

Result<std::vector<File>> RepositoryTip::files(const text::GlobSet& wanted) const {
  for (const Listing& known : listings_)
    if (known.rank == nullptr && known.wanted.same_as(wanted)) return std::vector<File>(known.files);
  std::vector<File> files;
  TRY(visit(wanted, [&](std::string_view path, std::uint32_t mode, const Oid& oid) {
    files.push_back({std::string(path), mode, oid});
  }));
  listings_.push_back({wanted, nullptr, 0, files});
  return files;
}

Result<std::vector<File>> RepositoryTip::first_files(const text::GlobSet& wanted, rules::FileRank rank,
                                                     std::size_t most) const {
  for (const Listing& known : listings_)
    if (known.rank == rank && known.most == most && known.wanted.same_as(wanted))
      return std::vector<File>(known.files);
  rules::FirstFiles first(rank, most);
  TRY(visit(wanted,
            [&](std::string_view path, std::uint32_t mode, const Oid& oid) { first.add(path, mode, oid); }));
  std::vector<File> files = first.take();
  listings_.push_back({wanted, rank, most, files});
  return files;
}

Result<std::uint64_t> RepositoryTip::size(const File& file) const {
  return repository_.size(file.oid);
}

Result<std::string> RepositoryTip::content(const File& file) const {
  return repository_.content(file.oid);
}

Result<std::optional<Tag>> RepositoryTip::tag() const {
  if (update.new_oid.is_zero()) return std::optional<Tag>{};  // a draft
  return repository_.tag(update.new_oid);
}

Result<void> CommitTip::visit(const text::GlobSet& wanted, const VisitFile& visit) const {
  return repository_.visit_files(tip_.tree, wanted, visit);
}

Result<std::optional<File>> CommitTip::file(std::string_view path) const {
  return repository_.file(tip_.tree, path);
}

// The tree that this branch started from: on the default branch what it was before the push, elsewhere where
// it left that one.
Result<Oid> CommitTip::base_tree() const {
  std::optional<Oid> base;
  if (update.ref == context.default_branch) {
    if (!update.old_oid.is_zero() && !update.is_old_gone)
      TRY_SET(base, repository_.peel_to_commit(update.old_oid));
  } else if (!context.default_branch.empty()) {
    TRY_ASSIGN(const auto default_tip, repository_.resolve(context.default_branch));
    if (default_tip) TRY_SET(base, repository_.merge_base(*default_tip, tip_.oid));
  }
  if (!base) return Oid{};
  TRY_ASSIGN(const Commit commit, repository_.commit(*base));
  return Oid(commit.tree);
}

Result<std::vector<File>> CommitTip::changed(const text::GlobSet& wanted) const {
  TRY_ASSIGN(const Oid base, base_tree());
  TRY_ASSIGN(std::vector<File> files, repository_.changed(tip_.tree, base));
  return only(std::move(files), wanted);
}

Result<void> DraftTip::visit(const text::GlobSet& wanted, const VisitFile& visit) const {
  if (!draft_.is_selection) {
    TRY_ASSIGN(const bool is_done, repository_.visit_staged(wanted, visit));
    if (is_done) return {};
  }
  TRY_ASSIGN(const std::vector<File> files, list(wanted));
  for (const File& file : files) visit(file.path, file.mode, file.oid);
  return {};
}

Result<std::vector<File>> DraftTip::list(const text::GlobSet& wanted) const {
  TRY_ASSIGN(std::vector<File> files, repository_.files(draft_.head_tree, wanted));
  std::unordered_set<std::string_view> replaced(draft_.removed.begin(), draft_.removed.end());
  for (const auto* staged : {&draft_.files, &draft_.merged})
    for (const File& file : *staged) replaced.insert(file.path);
  std::erase_if(files, [&](const File& file) { return replaced.contains(file.path); });
  const std::size_t in_tree = files.size();
  for (const auto* staged : {&draft_.files, &draft_.merged})
    for (const File& file : *staged)
      if (!file.is_name_only && wanted.matches(file.path)) files.push_back(file);
  const auto is_before = [](const File& a, const File& b) { return a.path < b.path; };
  const auto behind_tree = files.begin() + static_cast<std::ptrdiff_t>(in_tree);
  if (!std::is_sorted(files.begin(), behind_tree, is_before))
    std::sort(files.begin(), behind_tree, is_before);  // malformed
  std::sort(behind_tree, files.end(), is_before);
  std::inplace_merge(files.begin(), behind_tree, files.end(), is_before);
  return files;
}

Result<std::optional<File>> DraftTip::file(std::string_view path) const {
  for (const auto* staged : {&draft_.files, &draft_.merged})
    for (const File& file : *staged)
      if (file.path == path) return std::optional<File>(file);
  const bool is_removed =
      std::find(draft_.removed.begin(), draft_.removed.end(), path) != draft_.removed.end();
  if (is_removed || draft_.head_tree.is_zero()) return std::optional<File>{};
  return repository_.file(draft_.head_tree, path);
}

Result<std::vector<File>> DraftTip::changed(const text::GlobSet& wanted) const {
  return only(draft_.files, wanted);
}

}  // namespace expgate::engine
