#include <algorithm>

#include "base/trace.h"
#include "git/inventory.h"
#include "git/repository_parts.h"
#include "git/walk.h"
#include "model/ref_name.h"

// What a repository's existing branches and tags lead to.
namespace expgate::git {

std::vector<std::string> Repository::Parts::existing_prefixes() const {
  return {remote.empty() ? std::string(kBranches) : "refs/remotes/" + remote + "/", std::string(kTags)};
}

VisitRef Repository::Parts::under_server_names(const VisitRef& visit) const {
  if (remote.empty() && !is_existing) return visit;
  return [this, visit, prefix = existing_prefixes().front()](const Ref& ref) -> Result<void> {
    std::string name(ref.name);
    if (ref.is_symbolic) return {};  // origin/HEAD is not a branch of the remote
    if (ref.name.starts_with(prefix)) name.replace(0, prefix.size(), kBranches);
    if (!exists(name)) return {};
    return visit({name, ref.target, ref.peeled});
  };
}

// Finds the tips of existing refs for a walk over these scopes.
class Repository::ScopeTips : public TipSource {
 public:
  ScopeTips(Repository& repository, std::span<const ReachScope> scopes)
      : repository_(repository), scopes_(scopes) {
    const Parts& parts = *repository.parts_;
    const auto likely = parts.remote.empty() ? repository.head_branch().value_or(std::nullopt)
                                             : repository.remote_default_branch(parts.remote);
    likely_ = parts.default_branch.empty() ? likely.value_or("") : parts.default_branch;
  }

  Result<Tips> near(const Oid& commit) override {
    const Parts& parts = *repository_.parts_;
    if (parts.remote_refs) return all();
    Tips tips;
    if (!likely_.empty() && parts.exists(likely_)) {
      TRY_ASSIGN(const auto target, repository_.resolve(likely_));
      if (target) TRY(add({likely_, *target, {}}, tips));
    }
    TRY(parts.refs->each_at(commit, parts.existing_prefixes(), adder(tips)));
    return tips;
  }

  Result<Tips> all() override {
    const Trace trace("read all refs");
    Tips tips;
    const Parts& parts = *repository_.parts_;
    if (parts.remote_refs) {
      for (const auto& [name, oid] : *parts.remote_refs)
        if (repository_.has(oid)) TRY(add({name, oid, {}}, tips));
      return tips;
    }
    TRY(parts.refs->each(parts.existing_prefixes(), adder(tips)));
    return tips;
  }

 private:
  VisitRef adder(Tips& tips) {
    return repository_.parts_->under_server_names([&](const Ref& ref) { return add(ref, tips); });
  }

  Result<void> add(const Ref& ref, Tips& tips) {
    std::uint64_t covered = 0;
    for (std::size_t i = 0; i < scopes_.size(); ++i)
      if (scopes_[i].covers(ref.name)) covered |= std::uint64_t{1} << i;
    if (covered == 0) return {};
    std::optional<Oid> commit = ref.peeled.is_zero() ? ref.target : ref.peeled;
    if (!ref.name.starts_with(kBranches)) {
      TRY_SET(commit, repository_.parts_->peel(*commit));  // nothing: a tag of a tree or a blob
    }
    if (commit) tips.add({*commit, covered, ref.name == likely_});
    return {};
  }

  Repository& repository_;
  std::span<const ReachScope> scopes_;
  std::string likely_;  // the default branch
};

Result<FirstReached> Repository::first_reached(std::span<const ReachScope> scopes, Effort effort) {
  const Trace trace(effort == Effort::exact ? "walk to the end" : "walk");
  ScopeTips tips(*this, scopes);
  Walk walk(parts_->objects, parts_->shallow, &tips);
  return parts_->with_remedy(walk.first_reached(scopes, effort));
}

Result<std::optional<Oid>> Repository::resolve(std::string_view ref) {
  if (parts_->remote_refs && (ref.starts_with(kBranches) || ref.starts_with(kTags))) {
    for (const auto& [name, oid] : *parts_->remote_refs)
      if (name == ref) return std::optional(oid);
    return std::optional<Oid>{};
  }
  std::string name(ref);
  if (!parts_->remote.empty() && ref.starts_with(kBranches))
    name.replace(0, kBranches.size(), "refs/remotes/" + parts_->remote + "/");
  return parts_->refs->resolve(name);
}

std::optional<std::string> Repository::likely_default_branch(const std::string& remote) {
  const std::string prefix = "refs/remotes/" + remote + "/";
  const auto is_known = [&](std::string_view branch) {
    const auto tip = parts_->refs->resolve(prefix + std::string(branch));
    return tip && *tip;
  };
  const auto head = remote_default_branch(remote);
  if (head && is_known(std::string_view(*head).substr(kBranches.size()))) return head;
  for (const char* usual : {"main", "master"})
    if (is_known(usual)) return std::string(kBranches) + usual;

  // A clone of one branch knows no others, and one with a slash is somebody's work.
  const auto fetched = config("remote." + remote + ".fetch");
  if (!fetched || fetched->value_or("").find('*') == std::string::npos) return std::nullopt;
  std::string only;
  const VisitRef stop_at_second = [&](const Ref& ref) -> Result<void> {
    if (ref.is_symbolic || ref.name.find('/', prefix.size()) != ref.name.npos) return {};
    if (!only.empty() && only != ref.name)
      return fail({});  // there are several: ends the visit, and nobody reads why
    only = ref.name;
    return {};
  };
  const auto visited = parts_->refs->each({prefix}, stop_at_second);
  if (!visited || only.empty()) return std::nullopt;
  return only.replace(0, prefix.size(), kBranches);
}

Result<std::vector<std::pair<std::string, Oid>>> Repository::branches_and_tags(const std::string& remote) {
  std::vector<std::pair<std::string, Oid>> refs;
  const std::string tracked = "refs/remotes/" + remote + "/";
  std::vector<std::string> prefixes{std::string(kBranches), std::string(kTags)};
  if (!remote.empty()) prefixes.push_back(tracked);
  TRY(parts_->refs->each(prefixes, [&](const Ref& ref) -> Result<void> {
    if (ref.is_symbolic) return {};
    std::string name(ref.name);
    if (!remote.empty() && name.starts_with(tracked)) name.replace(0, tracked.size(), kBranches);
    refs.emplace_back(std::move(name), ref.target);
    return {};
  }));
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  return refs;
}

Result<void> Repository::each_ref(const std::vector<std::string>& prefixes, const VisitRef& visit) const {
  return parts_->refs->each(prefixes, [&](const Ref& ref) -> Result<void> {
    return ref.is_symbolic ? Result<void>() : visit(ref);
  });
}

Result<std::vector<StoredBlob>> Repository::blobs() const {
  return list_blobs(common_folder() + "objects", parts_->objects.format());
}

}  // namespace expgate::git
