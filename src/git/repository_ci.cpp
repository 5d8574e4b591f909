#include "base/strings.h"
#include "git/ancestry.h"
#include "git/command.h"
#include "git/repository_parts.h"
#include "git/tree_merge.h"

// What a CI step asks of a clone.
namespace expgate::git {

namespace {

using CommitHandle = std::unique_ptr<git_commit, Deleter<git_commit_free>>;
using AnyObjectHandle = std::unique_ptr<git_object, Deleter<git_object_free>>;
using OwnedOdb = std::unique_ptr<git_odb, Deleter<git_odb_free>>;

Result<CommitHandle> look_up(git_repository* repository, const Oid& oid) {
  const git_oid id = to_git(oid);
  git_commit* raw = nullptr;
  if (git_commit_lookup(&raw, repository, &id) != 0)
    return tl::unexpected(last_error(msgid("cannot read commit {oid}: {reason}"), {{"oid", oid.hex()}}));
  return CommitHandle(raw);
}

Result<OwnedOdb> store_of(git_repository* repository) {
  git_odb* raw = nullptr;
  if (git_repository_odb(&raw, repository) != 0)
    return tl::unexpected(last_error(msgid("cannot open the object database: {reason}")));
  return OwnedOdb(raw);
}

// The one best common ancestor, or nothing where there are several, or none.
std::optional<Oid> only_merge_base(git_repository* repository, const Oid& ours, const Oid& theirs) {
  const git_oid one = to_git(ours);
  const git_oid other = to_git(theirs);
  git_oidarray bases{};
  std::optional<Oid> found;
  if (git_merge_bases(&bases, repository, &one, &other) == 0 && bases.count == 1)
    found = from_git(bases.ids[0]);
  git_oidarray_dispose(&bases);
  return found;
}

}  // namespace

// As git merges, which finds renames and merges the lines of files that both have changed.
Result<std::optional<Oid>> Repository::Parts::merge_files(const Oid& ours, const Oid& theirs) const {
  git_repository* repository = handle.get();
  TRY_ASSIGN(const CommitHandle one, look_up(repository, ours));
  TRY_ASSIGN(const CommitHandle other, look_up(repository, theirs));
  git_index* raw = nullptr;
  if (git_merge_commits(&raw, repository, one.get(), other.get(), nullptr) != 0) {
    Error why = last_error(msgid("cannot merge {theirs} into {ours}: {reason}"),
                           {{"theirs", theirs.abbreviated()}, {"ours", ours.abbreviated()}});
    why.help = remedy;
    return tl::unexpected(std::move(why));
  }
  const IndexHandle index(raw);
  if (git_index_has_conflicts(raw) != 0) return std::optional<Oid>{};
  git_oid tree;
  if (git_index_write_tree_to(&tree, raw, repository) != 0)
    return tl::unexpected(last_error(msgid("cannot write the merged tree: {reason}")));
  return std::optional<Oid>(from_git(tree));
}

Result<std::optional<Oid>> Repository::merged_tree(const Oid& ours, const Oid& theirs) {
  TRY_ASSIGN(const OwnedOdb odb, store_of(parts_->handle.get()));
  TRY(parts_->hold_in_memory());
  if (const auto base = only_merge_base(parts_->handle.get(), ours, theirs)) {
    TRY_ASSIGN(const Commit before, commit(*base));
    TRY_ASSIGN(const Commit one, commit(ours));
    TRY_ASSIGN(const Commit other, commit(theirs));
    TRY_ASSIGN(auto tree, merge_trees(parts_->objects, odb.get(), before.tree, one.tree, other.tree));
    if (tree) return std::optional<Oid>(*tree);
  }
  return parts_->merge_files(ours, theirs);
}

namespace {

// What git itself says that a revision names.
Result<std::optional<Oid>> revision_by_git(const std::string& git_folder, const std::string& expression) {
  TRY_ASSIGN(const CommandOutput named, run({"git", "--git-dir=" + git_folder, "rev-parse", "--verify",
                                             "--quiet", "--end-of-options", expression}));
  constexpr int kNoSuchRevision = 1;
  if (named.ok() || named.code == kNoSuchRevision) return Oid::parse(trim(named.out));
  return fail(tr("cannot resolve `{revision}`: {reason}",
                 {{"revision", expression}, {"reason", verbatim(std::string(trim(named.err)))}}));
}

}  // namespace

Result<std::optional<Oid>> Repository::revision(const std::string& expression) {
  if (expression == "HEAD") return parts_->refs->resolve(expression);
  if (const auto oid = Oid::parse(expression); oid && has(*oid)) return oid;
  if (parts_->has_reftables) return revision_by_git(git_folder(), expression);
  git_object* raw = nullptr;
  const int error = git_revparse_single(&raw, parts_->handle.get(), expression.c_str());
  if (error == GIT_ENOTFOUND || error == GIT_EINVALIDSPEC) return std::optional<Oid>{};
  if (error != 0)
    return tl::unexpected(
        last_error(msgid("cannot resolve `{revision}`: {reason}"), {{"revision", expression}}));
  const AnyObjectHandle object(raw);
  return std::optional<Oid>(from_git(*git_object_id(raw)));
}

Result<std::vector<std::string>> Repository::refs_leading_to(const Oid& commit) {
  TRY_ASSIGN(Ancestry descent, Ancestry::from(parts_->objects, commit));
  std::vector<std::string> names;
  const VisitRef look = [&](const Ref& ref) -> Result<void> {
    if (ref.is_symbolic) return {};
    TRY_ASSIGN(const auto tip, parts_->peel(ref.peeled.is_zero() ? ref.target : ref.peeled));
    if (!tip) return {};
    TRY_ASSIGN(const bool leads_to_it, descent.holds(*tip));
    if (leads_to_it) names.emplace_back(ref.name);
    return {};
  };
  TRY(parts_->refs->each(parts_->existing_prefixes(), parts_->under_server_names(look)));
  return names;
}

}  // namespace expgate::git
