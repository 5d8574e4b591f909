#include <algorithm>
#include <csignal>
#include <set>

#include "base/strings.h"
#include "git/command.h"
#include "model/ref_name.h"
#include "rewrite/checkout.h"
#include "rewrite/commit_bytes.h"
#include "rewrite/ignore.h"
#include "rewrite/mend.h"
#include "rewrite/signing.h"
#include "rewrite/strip.h"

// What follows once the commits are written anew.
namespace expgate::rewrite {

namespace {

constexpr std::string_view kOwnRefs = "refs/expgate/";

// Index and files of the work trees that the branch is checked out in.
Result<std::vector<Checkout>> prepare_checkouts(git::Repository& repository, const std::string& branch,
                                                const Oid& before, const Oid& now,
                                                const std::set<std::string>& kept,
                                                const std::set<std::string>& ignored) {
  TRY_ASSIGN(const Commit old_commit, repository.commit(before));
  TRY_ASSIGN(const Commit new_commit, repository.commit(now));
  TRY_ASSIGN(const auto files, changed_files(repository, old_commit.tree, new_commit.tree));
  TRY_ASSIGN(const std::vector<WorkTree> work_trees, work_trees_of(repository, branch));
  std::vector<Checkout> checkouts;
  for (const WorkTree& each : work_trees) {
    TRY_ASSIGN(Checkout checkout, Checkout::prepare(repository, each, files, kept, ignored));
    checkouts.push_back(std::move(checkout));
  }
  return checkouts;
}

Result<void> finish_checkouts(std::vector<Checkout>& checkouts) {
  for (Checkout& each : checkouts)
    if (const Result<void> done = each.finish(); !done)
      return within(tr("the branch was rewritten, but the work tree could not follow"), done.error());
  return {};
}

// While this lives, no signal that asks the process to end does so: what has begun is carried to its end.
class Uninterrupted {
 public:
  Uninterrupted() {
    sigset_t ends;
    sigemptyset(&ends);
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ends, each);
    pthread_sigmask(SIG_BLOCK, &ends, &before_);
  }
  ~Uninterrupted() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  Uninterrupted(const Uninterrupted&) = delete;
  Uninterrupted& operator=(const Uninterrupted&) = delete;

 private:
  sigset_t before_ = {};
};

// The name of a ref, for git commands that take HEAD for a detached one.
std::string ref_or_head(const std::string& branch) {
  return branch.empty() ? "HEAD" : branch;
}

}  // namespace

// Tags follow the commits that they name; of one that was dropped or folded, what stands for it. Other refs
// that keep the old ones are only named.
Result<void> Mend::find_refs() {
  tags_.clear();
  holders_.clear();
  if (!changes_anything()) return {};
  std::set<std::string> moved{destination_.branch};
  TRY(repository_.each_ref({std::string(kTags)}, [&](const git::Ref& ref) -> Result<void> {
    const std::string name(ref.name);
    if (const auto now = mapping_.now.find(ref.target); now != mapping_.now.end()) {
      tags_.push_back({name, ref.target, now->second});
      moved.insert(name);
      return {};
    }
    TRY_ASSIGN(const auto tag, repository_.tag(ref.target));
    const auto now = tag ? mapping_.now.find(tag->target) : mapping_.now.end();
    if (now == mapping_.now.end()) return {};
    TRY_ASSIGN(const std::string bytes, repository_.raw(ref.target, ObjectKind::tag));
    TRY_ASSIGN(const Oid written, repository_.write(ObjectKind::tag, retargeted_tag(bytes, now->second)));
    tags_.push_back({name, ref.target, written});
    moved.insert(name);
    return {};
  }));
  std::vector<std::string> argv{"git", "for-each-ref", "--format=%(refname)"};
  constexpr std::size_t kMost = 16;  // commits whose parents are as they were: from them all others come
  for (const MendedCommit& each : mended_) {
    TRY_ASSIGN(const Commit commit, repository_.commit(each.old));
    const bool is_first = std::none_of(commit.parents.begin(), commit.parents.end(),
                                       [&](const Oid& parent) { return mapping_.now.contains(parent); });
    if (is_first && argv.size() < kMost) argv.push_back("--contains=" + each.old.hex());
  }
  argv.insert(argv.end(), {"refs/heads/", "refs/tags/", "refs/stash"});
  TRY_ASSIGN(const std::string listed, git::output_of(std::move(argv)));
  for (const std::string_view name : lines(listed))
    if (!moved.contains(std::string(name)) && !name.starts_with(kOwnRefs)) holders_.emplace_back(name);
  return {};
}

// One more time through the commits that have changed, now that they are to stay.
Result<void> Mend::sign() {
  TRY_ASSIGN(const auto signer, Signer::find(repository_));
  if (!signer) return {};
  const auto is_to_sign = [&](const Commit& commit) {
    return mapping_.now.contains(origins_.at(commit.oid)) && signer->is_mine(commit);
  };
  Writing writing;
  writing.must_write = is_to_sign;
  writing.finish = [&](const SourceCommit& source, const std::string& bytes) -> Result<std::string> {
    if (!is_to_sign(source.commit)) return bytes;
    signed_.insert(origins_.at(source.commit.oid));
    TRY_ASSIGN(const std::string signature, signer->sign(bytes));
    return signed_commit(bytes, signature, source.commit.oid.format);
  };
  Steps actions;
  TRY_ASSIGN(const Mapping mapping,
             rewrite::carry_out(repository_, commits_, {}, {}, mapping_, actions, writing));
  follow(mapping, {});
  TRY(list_mended());
  return judge();
}

Result<void> Mend::note_signatures() {
  dropped_signatures_.clear();
  for (const MendedCommit& each : mended_) {
    TRY_ASSIGN(const Commit commit, repository_.commit(each.old));
    if (commit.is_signed && each.now && !signed_.contains(each.old)) dropped_signatures_.push_back(each.old);
  }
  for (const MovedRef& tag : tags_) {
    TRY_ASSIGN(const auto object, repository_.tag(tag.before));
    if (!object) continue;
    TRY_ASSIGN(const std::string bytes, repository_.raw(tag.before, ObjectKind::tag));
    if (is_signed_tag(bytes)) dropped_signatures_.push_back(tag.before);
  }
  return {};
}

// The lines that no commit is left to carry: the work tree alone gets them.
Result<std::set<std::string>> Mend::still_to_ignore() {
  TRY_ASSIGN(const Commit commit, repository_.commit(tip_));
  TRY_ASSIGN(const auto file, repository_.file(commit.tree, kIgnoreFile));
  std::set<std::string> missing;
  for (const auto& [path, line] : ignored_) {
    TRY_ASSIGN(const auto still, repository_.file(commit.tree, path));  // an older version may have stayed
    if (!still) missing.insert(line);
  }
  if (!file || !file->has_content()) return missing;
  TRY_ASSIGN(const std::string text, repository_.content(file->oid));
  for (const std::string_view line : lines(text)) missing.erase(std::string(trim(line)));
  return missing;
}

Result<void> Mend::carry_out() {
  TRY(sign());
  TRY(note_signatures());
  std::vector<Oid> roots = commits_;
  for (const MovedRef& tag : tags_) roots.push_back(tag.now);
  TRY(repository_.keep_written(roots));
  std::set<std::string> kept;
  for (const auto& [origin, done] : actions_)
    for (const Step& action : done)
      if (action.kind == Step::Kind::leave_out) kept.insert(action.path);
  TRY_ASSIGN(const std::set<std::string> ignored, still_to_ignore());
  const Uninterrupted guard;
  TRY_ASSIGN(std::vector<Checkout> checkouts,
             prepare_checkouts(repository_, destination_.branch, destination_.tip, tip_, kept, ignored));
  std::vector<MovedRef> refs{{ref_or_head(destination_.branch), destination_.tip, tip_}};
  refs.insert(refs.end(), tags_.begin(), tags_.end());
  TRY_SET(backup_, move_refs(repository_, refs));
  // From here on the branch is what it is going to be, whatever else goes wrong.
  if (const Result<void> done = finish_checkouts(checkouts); !done) trouble_ = done.error();
  if (const Result<void> done = call_hooks(); !done && !trouble_) trouble_ = done.error();
  return {};
}

// As after a rebase (githooks(5), post-rewrite): notes follow, and whoever wants to know is told. What a hook
// makes of it is its own affair.
Result<void> Mend::call_hooks() {
  std::string rewritten;
  for (const MendedCommit& each : mended_)
    if (each.now) rewritten += each.old.hex() + " " + each.now->hex() + "\n";
  TRY(git::run({"git", "notes", "copy", "--for-rewrite=rebase", "--stdin"}, rewritten));
  TRY_ASSIGN(const std::string hook,
             git::output_of({"git", "rev-parse", "--git-path", "hooks/post-rewrite"}));
  const std::string folder =
      repository_.work_tree().empty() ? repository_.git_folder() : repository_.work_tree();
  const char* const script =
      "hook=$1; [ -x \"$hook\" ] || exit 0; case $hook in /*) ;; *) hook=$PWD/$hook ;; esac; "
      "cd \"$2\" && exec \"$hook\" rebase";
  TRY(git::run({"sh", "-c", script, "post-rewrite", std::string(trim(hook)), folder}, rewritten));
  return {};
}

Result<std::vector<MovedRef>> undo(git::Repository& repository, const std::string& branch) {
  std::string name = full_branch_name(branch);
  if (branch.empty()) {
    TRY_ASSIGN(const auto head, repository.head_branch());
    name = head.value_or("");
  }
  TRY_ASSIGN(std::vector<MovedRef> refs, way_back(repository, ref_or_head(name)));
  const Uninterrupted guard;
  TRY_ASSIGN(std::vector<Checkout> checkouts,
             prepare_checkouts(repository, name, refs.front().before, refs.front().now, {}, {}));
  TRY(move_back(repository, refs));
  TRY(finish_checkouts(checkouts));
  return refs;
}

}  // namespace expgate::rewrite
