#include "input/framework_push.h"

#include <fmt/core.h>

#include "base/environment.h"
#include "base/strings.h"
#include "git/command.h"
#include "input/context.h"
#include "input/push_above.h"
#include "model/oid.h"
#include "model/ref_name.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

Result<std::string> object_of(const std::string& name) {
  TRY_ASSIGN(const std::string said,
             git::output_of({"git", "rev-parse", "--verify", "--end-of-options", name}));
  return std::string(trim(said));
}

// Whether the remote had the ref when we last heard of it. For a new branch the framework names as "from" a
// commit that the remote has in another one, which is no value that the ref had.
Result<bool> was_there(const std::string& remote, std::string_view ref) {
  constexpr std::string_view kBranches = "refs/heads/";
  if (!ref.starts_with(kBranches)) return false;
  const std::string tracked = "refs/remotes/" + remote + "/" + std::string(ref.substr(kBranches.size()));
  TRY_ASSIGN(const git::CommandOutput found, git::run({"git", "show-ref", "--verify", "--quiet", tracked}));
  return found.ok();
}

// The line of a ref that the framework did not pass on; empty: the value that is to be deleted is not known.
Result<std::string> line_of(git::Repository& repository, const RehearsedRef& ref, const std::string& remote,
                            const Oid& none) {
  if (!ref.local.empty()) {
    TRY_ASSIGN(const auto known, repository.resolve(ref.local));
    std::string object = known ? known->hex() : std::string();
    if (!known) TRY_SET(object, object_of(ref.local));
    return fmt::format("{} {} {} {}\n", ref.local, object, ref.ref, ref.old.empty() ? none.hex() : ref.old);
  }
  const std::string tracked = is_branch(ref.ref)
                                  ? fmt::format("refs/remotes/{}/{}", remote, short_name(ref.ref))
                                  : std::string(ref.ref);
  TRY_ASSIGN(const git::CommandOutput old,
             git::run({"git", "rev-parse", "--verify", "--quiet", "--end-of-options", tracked}));
  if (!old.ok()) return std::string();
  return fmt::format("(delete) {} {} {}\n", none.hex(), ref.ref, trim(old.out));
}

// The refs of this push that the framework did not pass on: found out and added to those that are checked.
Result<void> add_others(git::Repository& repository, const std::string& shown, const Oid& tip,
                        FrameworkPush& push) {
  const Arguments arguments{{"ref", text::printable(shown)}};
  TRY_ASSIGN(const auto all, rehearse_push(repository, shown, hex_size(tip.format)));
  if (!all) {
    push.notes.push_back(tr(
        "the pre-commit framework passes one ref of a push, this time `{ref}`: whether this push has others "
        "could not be found out, and they were not checked",
        arguments));
    return {};
  }
  std::vector<std::string> added;
  for (const RehearsedRef& ref : *all) {
    if (ref.ref == shown) continue;
    TRY_ASSIGN(const std::string line, line_of(repository, ref, push.remote, Oid::zero(tip.format)));
    if (line.empty()) {
      push.notes.push_back(
          tr("the pre-commit framework did not pass on that `{ref}` is deleted: that was not "
             "checked, since its value is not known here",
             {{"ref", text::printable(ref.ref)}}));
      continue;
    }
    push.lines += line;
    added.push_back("`" + text::printable(ref.ref) + "`");
  }
  constexpr std::size_t kMostNamed = 5;
  if (added.empty()) return {};
  if (added.size() > kMostNamed)
    push.notes.push_back(
        tr("the pre-commit framework passed only `{ref}` of this push; {others} other refs were "
           "checked as well",
           {{"ref", text::printable(shown)}, {"others", added.size()}}));
  else
    push.notes.push_back(
        tr("the pre-commit framework passed only `{ref}` of this push; also checked: {others}",
           {{"ref", text::printable(shown)}, {"others", text::listed(added)}}));
  return {};
}

}  // namespace

std::string range_of_framework() {
  const std::string from = environment("PRE_COMMIT_FROM_REF");
  const std::string to = environment("PRE_COMMIT_TO_REF");
  return from.empty() || to.empty() ? std::string() : from + ".." + to;
}

Result<FrameworkPush> framework_push(git::Repository& repository) {
  FrameworkPush push{environment("PRE_COMMIT_REMOTE_NAME"), environment("PRE_COMMIT_REMOTE_URL"), {}, {}};
  const std::string ref = environment("PRE_COMMIT_REMOTE_BRANCH");
  const std::string local = environment("PRE_COMMIT_LOCAL_BRANCH");
  if (push.remote.empty() || ref.empty() || local.empty())
    return fail(
        tr("the pre-commit framework did not report what is pushed (`PRE_COMMIT_REMOTE_BRANCH` and others)"),
        tr("use this hook in the stage `pre-push`; to try a push by hand, run `git push --dry-run`"));
  std::string to = environment("PRE_COMMIT_TO_REF");
  const std::string from = environment("PRE_COMMIT_FROM_REF");
  if (to.empty()) TRY_SET(to, object_of(local));  // all of a branch that shares nothing with the remote
  TRY_ASSIGN(const bool is_update, was_there(push.remote, ref));
  const std::string old = is_update && !from.empty() ? from : Oid{}.hex();
  push.lines = fmt::format("{} {} {} {}\n", local, to, ref, old);
  if (const auto tip = Oid::parse(to)) TRY(add_others(repository, ref, *tip, push));
  return push;
}

}  // namespace expgate::input
