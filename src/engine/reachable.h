#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "model/repository.h"
#include "rules/rule.h"

namespace expgate::engine {

// The files of any commit.
class CommitTree : public rules::TreeView {
 public:
  CommitTree(const Oid& tree, Repository& repository) : tree_(tree), repository_(repository) {}
  Result<std::vector<File>> files(const text::GlobSet& wanted) const override;
  Result<std::optional<File>> file(std::string_view path) const override;
  Result<std::uint64_t> size(const File& file) const override;
  Result<std::string> content(const File& file) const override;

 private:
  Oid tree_;
  Repository& repository_;
};

// The commits that the files of a push may speak of: those that its tips, or existing branches and tags, lead
// to. What lies in the repository and no ref leads to is gone with the next `git gc`.
class Reachable {
 public:
  Reachable(Repository& repository, std::vector<Oid> tips)
      : repository_(repository), tips_(std::move(tips)) {}

  // The tree of the commit; null where nothing leads to it. An error in a shallow clone that lacks it.
  Result<std::unique_ptr<rules::TreeView>> tree_of(const Oid& commit);

 private:
  Result<bool> leads_to(const Oid& commit);

  Repository& repository_;
  std::vector<Oid> tips_;
  std::unordered_map<Oid, bool, OidHash> known_;
};

}  // namespace expgate::engine
