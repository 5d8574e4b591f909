#include "engine/reachable.h"

#include <algorithm>

namespace expgate::engine {

Result<std::vector<File>> CommitTree::files(const text::GlobSet& wanted) const {
  return repository_.files(tree_, wanted);
}

Result<std::optional<File>> CommitTree::file(std::string_view path) const {
  return repository_.file(tree_, path);
}

Result<std::uint64_t> CommitTree::size(const File& file) const {
  return repository_.size(file.oid);
}

Result<std::string> CommitTree::content(const File& file) const {
  return repository_.content(file.oid);
}

// A commit that is not "first reached" by a tip at itself is reached already.
Result<bool> Reachable::leads_to(const Oid& commit) {
  if (!repository_.has(commit)) {
    if (repository_.is_shallow())
      return fail(tr("commit {commit} is not here, and history is cut off", {{"commit", commit.hex()}}),
                  tr("run `git fetch --unshallow`"));
    return false;
  }
  TRY_ASSIGN(const std::optional<Oid> peeled, repository_.peel_to_commit(commit));
  if (peeled != commit) return false;  // a tag, a tree, a file
  ReachScope scope;
  scope.tips = {commit};
  scope.known = tips_;
  scope.covers = [](std::string_view /*ref*/) { return true; };
  TRY_ASSIGN(const FirstReached reached, repository_.first_reached({&scope, 1}, Effort::exact));
  return std::none_of(reached.commits.begin(), reached.commits.end(),
                      [&](const Reached& each) { return each.oid == commit; });
}

Result<std::unique_ptr<rules::TreeView>> Reachable::tree_of(const Oid& commit) {
  auto known = known_.find(commit);
  if (known == known_.end()) {
    TRY_ASSIGN(const bool is_reachable, leads_to(commit));
    known = known_.emplace(commit, is_reachable).first;
  }
  if (!known->second) return std::unique_ptr<rules::TreeView>();
  TRY_ASSIGN(const Commit found, repository_.commit(commit));
  return std::unique_ptr<rules::TreeView>(std::make_unique<CommitTree>(found.tree, repository_));
}

}  // namespace expgate::engine
