#include "input/framework_push.h"

#include <fmt/core.h>

#include "base/environment.h"
#include "base/strings.h"
#include "git/command.h"
#include "input/context.h"
#include "model/oid.h"

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

}  // namespace

std::string range_of_framework() {
  const std::string from = environment("PRE_COMMIT_FROM_REF");
  const std::string to = environment("PRE_COMMIT_TO_REF");
  return from.empty() || to.empty() ? std::string() : from + ".." + to;
}

Result<FrameworkPush> framework_push() {
  FrameworkPush push{environment("PRE_COMMIT_REMOTE_NAME"), environment("PRE_COMMIT_REMOTE_URL"), {}};
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
  push.line = fmt::format("{} {} {} {}\n", local, to, ref, old);
  return push;
}

}  // namespace expgate::input
