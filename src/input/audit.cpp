#include "input/audit.h"

#include <algorithm>

#include "git/similar_ref.h"
#include "input/context.h"
#include "model/ref_name.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

constexpr const char* kOrigin = "origin";

// The default branch: what the remote's HEAD names, or ours.
Result<std::string> default_branch(git::Repository& repository) {
  if (auto remote = repository.remote_default_branch(kOrigin)) return *std::move(remote);
  TRY_ASSIGN(auto head, repository.head_branch());
  for (const char* usual : {"refs/heads/main", "refs/heads/master"}) {
    if (head) break;
    TRY_ASSIGN(const auto tip, repository.resolve(usual));
    if (tip) head = usual;
  }
  return head.value_or("");
}

// Reads what the user typed.
class Revisions {
 public:
  explicit Revisions(git::Repository& repository, const std::string& default_branch)
      : repository_(repository), default_branch_(default_branch) {}

  Result<RefUpdate> read(const std::string& typed) {
    const std::size_t dots = typed.find("..");
    if (typed.find("...") != std::string::npos)
      return fail(tr("`{range}` is not a range", {{"range", text::printable(typed)}}),
                  tr("write `A..B`, as for `git log`"));
    if (dots == std::string::npos) return tip(typed);
    const std::string from = typed.substr(0, dots);
    const std::string to = typed.substr(dots + 2);
    TRY_ASSIGN(RefUpdate update, tip(to.empty() ? "HEAD" : to));
    TRY_ASSIGN(const RefUpdate known, tip(from.empty() ? "HEAD" : from));
    TRY_SET(update.known, repository_.peel_to_commit(known.new_oid));
    if (!update.known) return fail(tr("`{revision}` is not a commit", {{"revision", text::printable(from)}}));
    return update;
  }

 private:
  // A branch or tag is judged as itself, any other commit as a part of the branch that we are on.
  Result<RefUpdate> tip(const std::string& name) {
    for (const std::string& ref :
         {name, std::string(kBranches) + name, std::string(kTags) + name, "refs/remotes/" + name}) {
      if (!ref.starts_with("refs/")) continue;
      TRY_ASSIGN(const auto target, repository_.resolve(ref));
      if (target) return RefUpdate{as_on_server(ref), {}, *target};
    }
    TRY_ASSIGN(const auto target, repository_.revision(name));
    if (!target) return tl::unexpected(unknown_revision(name));
    TRY_ASSIGN(const auto commit, repository_.peel_to_commit(*target));
    if (!commit) return fail(tr("`{revision}` is not a commit", {{"revision", text::printable(name)}}));
    TRY_ASSIGN(const auto head, repository_.head_branch());
    const std::string& ref = head ? *head : default_branch_;
    if (ref.empty())
      return fail(tr("cannot tell which branch to check `{revision}` as: `HEAD` is detached",
                     {{"revision", text::printable(name)}}),
                  tr("name a branch, or use `--all`"));
    return RefUpdate{ref, {}, *commit};
  }

  Error unknown_revision(const std::string& name) {
    const Text help = tr("list what there is with `git branch -a` and `git tag`");
    if (const auto meant = git::similar_ref(repository_, name))
      return {tr("`{revision}` names no revision here; did you mean `{meant}`?",
                 {{"revision", text::printable(name)}, {"meant", text::printable(*meant)}}),
              help};
    return {tr("`{revision}` names no revision here", {{"revision", text::printable(name)}}), help};
  }

  // refs/remotes/origin/main is main over there.
  static std::string as_on_server(const std::string& ref) {
    constexpr std::string_view kRemotes = "refs/remotes/";
    if (!ref.starts_with(kRemotes)) return ref;
    const std::size_t slash = ref.find('/', kRemotes.size());
    return slash == std::string::npos ? ref : std::string(kBranches) + ref.substr(slash + 1);
  }

  git::Repository& repository_;
  const std::string& default_branch_;
};

// The default branch first, then branches, then tags: what several of them have is told of the first.
void sort_refs(std::vector<RefUpdate>& updates, const std::string& default_branch) {
  const auto rank = [&](const RefUpdate& update) {
    return update.ref == default_branch ? 0 : is_tag(update.ref) ? 2 : 1;
  };
  std::stable_sort(updates.begin(), updates.end(),
                   [&](const RefUpdate& one, const RefUpdate& other) { return rank(one) < rank(other); });
}

Result<std::vector<RefUpdate>> every_ref(git::Repository& repository) {
  TRY_ASSIGN(const auto url, repository.config("remote.origin.url"));
  TRY_ASSIGN(const auto refs, repository.branches_and_tags(url ? kOrigin : ""));
  std::vector<RefUpdate> updates;
  for (const auto& [name, target] : refs) updates.push_back({name, {}, target});
  return updates;
}

// Nothing named: the branch that we are on.
Result<std::vector<RefUpdate>> head(git::Repository& repository, const std::string& default_branch) {
  std::vector<RefUpdate> updates;
  TRY_ASSIGN(const auto branch, repository.head_branch());
  if (!branch) {
    TRY_ASSIGN(RefUpdate update, Revisions(repository, default_branch).read("HEAD"));
    updates.push_back(std::move(update));
    return updates;
  }
  TRY_ASSIGN(const auto target, repository.resolve(*branch));
  if (target) {
    updates.push_back({*branch, {}, *target});
    return updates;
  }
  TRY_ASSIGN(const auto others, every_ref(repository));
  if (others.empty()) return updates;
  return fail(tr("`HEAD` names `{branch}`, which has no commit, but there are other branches or tags",
                 {{"branch", text::printable(short_name(*branch))}}),
              tr("name one of them, or use `--all`"));
}

}  // namespace

Result<ChangeSet> audit(git::Repository& repository, const AuditOptions& options) {
  if (options.all && !options.revisions.empty())
    return fail(tr("`--all` and named revisions exclude each other"), tr("name revisions, or use `--all`"));
  repository.set_remedy(tr("run `git fetch --unshallow`; in CI, set `GIT_DEPTH: \"0\"` or `fetch-depth: 0`"),
                        tr("run `git fsck`"));
  ChangeSet changes;
  TRY_SET(changes.context, gather_context(Mode::audit, repository));
  TRY_SET(changes.context.default_branch, default_branch(repository));
  const std::string& trunk = changes.context.default_branch;
  if (options.all)
    TRY_SET(changes.updates, every_ref(repository));
  else if (options.revisions.empty())
    TRY_SET(changes.updates, head(repository, trunk));
  for (const std::string& revision : options.revisions) {
    TRY_ASSIGN(RefUpdate update, Revisions(repository, trunk).read(revision));
    changes.updates.push_back(std::move(update));
  }
  sort_refs(changes.updates, trunk);
  if (changes.updates.empty()) changes.notes.push_back(tr("there is no commit yet"));
  repository.judge_as_remote("", [](std::string_view /*ref*/) { return false; });
  return changes;
}

}  // namespace expgate::input
