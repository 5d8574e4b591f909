#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "git/refs.h"
#include "git/rewriting.h"
#include "git/staged.h"
#include "model/repository.h"

namespace expgate::git {

// A real repository, through libgit2.
class Repository : public expgate::Repository {
 public:
  // The repository that git's environment or the current folder names, with quarantined objects
  // (docs/git-facts.md, "libgit2"). An error where there is none, or its format is not supported.
  static Result<std::unique_ptr<Repository>> open_from_environment();

  // The repository with that git folder, whatever git's environment says; without quarantined objects.
  static Result<std::unique_ptr<Repository>> open(const std::string& path);
  ~Repository() override;

  // The common folder, with a final '/', of the repository that git's environment or the current folder
  // names, whether it can be opened or not; empty: there is none.
  static std::string common_folder_here();

  // Whether the branch or tag of that full name, as the remote calls it, was there before what is judged.
  using IsExisting = std::function<bool(std::string_view ref)>;

  // From now on the branches that the remote had when we last heard of it (empty: those of this repository)
  // stand for the existing ones, and tags are the same here and there, as far as `is_existing` agrees.
  // `default_branch` is the remote's, in full; empty: what its HEAD names here.
  void judge_as_remote(std::string remote, IsExisting is_existing, std::string default_branch = {});

  // From now on these are the existing branches and tags: what the remote says that it has, full names. Those
  // whose commits are not here lead to nothing that could be judged.
  void judge_by_refs(std::vector<std::pair<std::string, Oid>> refs);

  // The branches and tags, as the remote calls them, from which that commit can be reached. A ref whose tip
  // is older than the commit by more than a day is taken to be none of them.
  Result<std::vector<std::string>> refs_leading_to(const Oid& commit);

  // The branches and tags that are here: full names and what they point to, in the order of the names. With
  // `remote` also the branches that it had when we last heard of it, under the names that they have there.
  Result<std::vector<std::pair<std::string, Oid>>> branches_and_tags(const std::string& remote);

  // All blobs that the repository holds, in the order of their oids, whether a ref leads to them or not.
  [[nodiscard]] Result<std::vector<StoredBlob>> blobs() const;

  // What a revision of gitrevisions(7) names ("HEAD~3"), unpeeled, or nothing. Branches are this
  // repository's.
  Result<std::optional<Oid>> revision(const std::string& expression);

  // The tree that comes of merging the commits; nothing where they conflict. It is kept in memory alone.
  Result<std::optional<Oid>> merged_tree(const Oid& ours, const Oid& theirs);

  // Whether objects may be left out on purpose: a partial clone (git-clone(1), --filter).
  Result<bool> is_partial();

  // What to do, wherever from now on history turns out to be cut off, or an object to be missing.
  void set_remedy(Text cut_off, Text missing);

  // From now on git fetches objects that a partial clone lacks; for clients only.
  void fetch_missing();

  // The full name of the branch that HEAD names, whether it exists or not; nothing where HEAD is detached.
  Result<std::optional<std::string>> head_branch();

  // The branch that HEAD of the remote names, as that remote calls it (refs/heads/main), as far as is known
  // here.
  std::optional<std::string> remote_default_branch(const std::string& remote);

  // The same where nobody has asked the remote for its HEAD, or the branch is gone that it named: of the
  // branches that are known of the remote `main`, else `master`, else the only one without a slash.
  std::optional<std::string> likely_default_branch(const std::string& remote);

  // The full name of the ref that this symbolic one stands for, or nothing.
  [[nodiscard]] Result<std::optional<std::string>> symbolic_target(const std::string& ref) const;

  // Visits the refs of this repository below the prefixes ("refs/tags/"), symbolic ones left out.
  Result<void> each_ref(const std::vector<std::string>& prefixes, const VisitRef& visit) const;

  // How it names its objects.
  [[nodiscard]] ObjectFormat object_format() const;

  // The name of the configured remote that has this URL, or nothing.
  std::optional<std::string> remote_of_url(const std::string& url);

  // The names in `folder` (with its final '/', or empty: the root) of the tree; none where there is no such
  // folder.
  Result<std::vector<std::string>> names(const Oid& tree, std::string_view folder);

  // Whether the object is here.
  [[nodiscard]] bool has(const Oid& oid) const override;

  // The folders, with a final '/': of this work tree's git files, of those that all work trees share, of the
  // work tree (empty: bare).
  [[nodiscard]] std::string git_folder() const;
  [[nodiscard]] std::string common_folder() const;
  [[nodiscard]] std::string work_tree() const;

  // The text of a file in the git folder (MERGE_HEAD, …), or nothing.
  [[nodiscard]] std::optional<std::string> git_file(const std::string& name) const;

  // The value of a configuration key, or nothing; an error where the configuration cannot be read.
  Result<std::optional<std::string>> config(const std::string& key);

  // The value of whichever of two keys, in lower case, is set last: of two names for one setting.
  Result<std::optional<std::string>> config_of(const std::string& key, const std::string& synonym);

  // The blob that is staged at `path`, or nothing. An index that libgit2 cannot read is left to git itself.
  Result<std::optional<Oid>> staged(const std::string& path);

  // What is staged that the tree does not have, and what of it is not staged any more, as StagedChange says
  // it, in the order of the paths. Nothing where only git can read the index.
  std::optional<std::vector<StagedChange>> staged_changes(const Oid& tree);

  // Makes an object, which stays in memory until it is kept, and returns its name.
  Result<Oid> write(ObjectKind kind, std::string_view bytes);

  // Puts what was made of these commits and tags, and of what they name, into the store: as one pack, once
  // and for good.
  Result<void> keep_written(const std::vector<Oid>& roots);

  // The bytes of an object of that kind.
  Result<std::string> raw(const Oid& oid, ObjectKind kind);

  // The tree of a commit whose parents were written anew (git/tree_carry.h). Zero: nothing is left.
  Result<Oid> carried_tree(const Oid& tree, const std::vector<CarriedParent>& parents,
                           const CarriedFiles& replaced);

  // The tree with these files put in, replaced or taken out. Zero: nothing is left.
  Result<Oid> edited_tree(const Oid& tree, const EditedFiles& files);

  // Whether a file could be put there: the tree has neither file nor folder at `path`, nor a file in place of
  // a folder above.
  Result<bool> is_free(const Oid& tree, std::string_view path);

  // The text `ours` with what changed from `base` to `theirs`; nothing where both changed the same lines.
  Result<std::optional<std::string>> merged_lines(const std::string& base, const std::string& ours,
                                                  const std::string& theirs);

  Result<Commit> commit(const Oid& oid) override;
  Result<std::optional<Oid>> peel_to_commit(const Oid& oid) override;
  Result<std::optional<Tag>> tag(const Oid& oid) override;
  [[nodiscard]] bool is_shallow() const override;
  Result<FirstReached> first_reached(std::span<const ReachScope> scopes, Effort effort) override;
  Result<std::vector<File>> introduced(const Commit& commit) override;
  Result<void> expect_introduced(std::span<const Oid> commits) override;
  Result<std::vector<File>> changed(const Oid& tree, const Oid& base) override;
  Result<bool> inverts_ancestor(const Commit& commit) override;
  Result<bool> changes_no_more_files(const Commit& one, const Commit& other) override;
  Result<std::optional<Oid>> folder(const Oid& tree, std::string_view path) override;
  Result<std::uint64_t> header_size(const QuarantinedObject& object) override;
  Result<std::vector<Oid>> folders(const Oid& tree) override;
  Result<std::vector<File>> files(const Oid& tree, const text::GlobSet& wanted) override;
  Result<void> visit_files(const Oid& tree, const text::GlobSet& wanted, const VisitFile& visit) override;
  Result<bool> visit_staged(const text::GlobSet& wanted, const VisitFile& visit) override;
  Result<std::optional<File>> file(const Oid& tree, std::string_view path) override;
  Result<std::uint64_t> size(const Oid& blob) override;
  Result<std::string> content(const Oid& blob) override;
  Result<std::vector<QuarantinedObject>> quarantined() override;
  bool was_there(const Oid& oid) override;
  Result<bool> is_ancestor(const Oid& ancestor, const Oid& descendant) override;
  Result<std::optional<Oid>> merge_base(const Oid& one, const Oid& other) override;
  Result<std::optional<Oid>> resolve(std::string_view ref) override;
  Result<std::vector<SignatureCheck>> verify_signatures(std::span<const Oid> commits,
                                                        const Signers& signers) override;

 private:
  class ScopeTips;
  struct Parts;
  explicit Repository(std::unique_ptr<Parts> parts);
  static Result<std::unique_ptr<Repository>> make(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace expgate::git
