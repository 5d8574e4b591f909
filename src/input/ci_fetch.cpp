#include <algorithm>

#include "base/environment.h"
#include "base/strings.h"
#include "git/command.h"
#include "input/ci.h"
#include "input/ci_clone.h"
#include "input/pre_push.h"
#include "model/ref_name.h"

// What `--fetch` brings into a clone before it is judged.
namespace expgate::input {

namespace {

// The reason that git prints, without the advice that follows.
Text reason_in(const std::string& said) {
  const std::vector<std::string_view> all = lines(trim(said));
  const auto fatal =
      std::find_if(all.begin(), all.end(), [](std::string_view line) { return line.starts_with("fatal: "); });
  if (fatal != all.end()) return verbatim(std::string(fatal->substr(std::string_view("fatal: ").size())));
  return all.empty() ? tr("git gives no reason") : verbatim(std::string(all.back()));
}

// A clone, and who is told of each `git fetch`.
struct Fetcher {
  const CiClone& clone;
  const ReportProgress& report_progress;
};

Result<void> fetch(const Fetcher& fetcher, const std::vector<std::string>& options,
                   const std::vector<std::string>& refspecs) {
  const std::string& remote = fetcher.clone.remote;
  std::vector<std::string> command{"git", "fetch", "--quiet", "--force", "--no-recurse-submodules"};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(remote);
  command.insert(command.end(), refspecs.begin(), refspecs.end());
  fetcher.report_progress(tr("running `{command}`", {{"command", join(command, " ")}}));
  TRY_ASSIGN(std::vector<std::string> argv, without_questions(fetcher.clone.repository));
  argv.insert(argv.end(), command.begin(), command.end());
  TRY_ASSIGN(const git::CommandOutput output, git::run(std::move(argv)));
  if (output.ok()) return {};
  return fail(tr("`git fetch` from `{remote}` failed: {reason}",
                 {{"remote", remote}, {"reason", reason_in(output.err)}}),
              tr("check that this job may read the repository; `git fetch {remote}` prints more",
                 {{"remote", remote}}));
}

std::string tracking(const CiClone& clone, const std::string& ref) {
  return "+" + ref + ":refs/remotes/" + clone.remote + "/" + std::string(short_name(ref));
}

// The branches that have to be known: the default one, and the one that a request is for.
std::vector<std::string> needed_branches(const CiClone& clone) {
  std::vector<std::string> branches;
  for (const std::string& ref : {clone.event.default_branch, clone.event.target})
    if (is_branch(ref) && (ref != clone.event.ref || clone.event.kind == CiEvent::Kind::request))
      branches.push_back(ref);
  return branches;
}

Result<bool> has_branches(const CiClone& clone) {
  for (const std::string& ref : needed_branches(clone)) {
    TRY_ASSIGN(const auto tip, clone.repository.resolve(ref));
    if (!tip) return false;
  }
  return true;
}

// Whether all that is new can be told although history is cut off somewhere.
Result<bool> reaches_far_enough(const CiClone& clone) {
  TRY_ASSIGN(const bool knows_branches, has_branches(clone));
  if (!knows_branches || clone.event.kind == CiEvent::Kind::again) return false;
  ReachScope scope;
  scope.covers = [](std::string_view /*ref*/) { return false; };
  const bool is_push = clone.event.kind == CiEvent::Kind::push;
  const auto tip = Oid::parse(clone.event.tip);
  const auto before = Oid::parse(is_push ? clone.event.before : clone.event.base);
  if (!tip || !before || !clone.repository.has(*tip) || !clone.repository.has(*before)) return false;
  TRY_ASSIGN(const auto tip_commit, clone.repository.peel_to_commit(*tip));
  if (!tip_commit) return true;
  scope.tips = {*tip_commit};
  std::vector<Oid> known{*before};
  for (const std::string& ref : needed_branches(clone)) {
    TRY_ASSIGN(const auto branch, clone.repository.resolve(ref));
    if (branch) known.push_back(*branch);
  }
  for (const Oid& each : known) {
    TRY_ASSIGN(const auto commit, clone.repository.peel_to_commit(each));
    if (commit) scope.known.push_back(*commit);
  }
  return clone.repository.first_reached({&scope, 1}, Effort::quick).has_value();
}

// The tag as it is on the remote, where a checkout has put its commit in its place.
Result<void> fetch_tag(const Fetcher& fetcher) {
  const CiClone& clone = fetcher.clone;
  const std::string& ref = clone.event.ref;
  TRY_ASSIGN(const auto local, clone.repository.resolve(ref));
  const auto named = Oid::parse(clone.event.tip);
  const bool is_here = named && clone.repository.has(*named);
  if (local && is_here) {
    TRY_ASSIGN(const auto object, clone.repository.tag(*local));
    if (object || local != named || clone.event.kind == CiEvent::Kind::push) return {};
  }
  return fetch(fetcher, {"--no-tags"}, {"+" + ref + ":" + ref});
}

// Fetches one end of a range by hand that this clone lacks, if it is a commit or a branch of the remote. If
// the remote lacks it too, the code that needs it reports that.
Result<void> fetch_side(const Fetcher& fetcher, const std::string& side) {
  const CiClone& clone = fetcher.clone;
  const std::string of_remote = clone.remote + "/";
  const auto oid = Oid::parse(side, clone.repository.object_format());
  std::string refspec;
  if (oid) {
    if (!oid->is_zero() && !clone.repository.has(*oid)) refspec = oid->hex();
  } else if (side.starts_with(of_remote)) {
    TRY_ASSIGN(const auto found, clone.repository.resolve("refs/remotes/" + side));
    const std::string branch = "refs/heads/" + side.substr(of_remote.size());
    if (!found && is_ref_name(branch)) refspec = tracking(clone, branch);
  }
  if (!refspec.empty()) static_cast<void>(fetch(fetcher, {"--no-tags"}, {refspec}).has_value());
  return {};
}

// What a whole history may lack all the same: branches, and commits that no branch leads to.
Result<void> fetch_pieces(const Fetcher& fetcher, const std::string& range) {
  const CiClone& clone = fetcher.clone;
  std::vector<std::string> branches;
  for (const std::string& ref : needed_branches(clone)) {
    TRY_ASSIGN(const auto tip, clone.repository.resolve(ref));
    if (!tip) branches.push_back(tracking(clone, ref));
  }
  if (!branches.empty()) TRY(fetch(fetcher, {"--no-tags"}, branches));
  if (is_tag(clone.event.ref)) TRY(fetch_tag(fetcher));
  for (const std::string& hex : {clone.event.tip, clone.event.before}) {
    const auto oid = Oid::parse(hex);
    if (!oid || oid->is_zero() || clone.repository.has(*oid)) continue;
    // If the remote no longer has it, it is gone; whoever needs it reports that.
    static_cast<void>(fetch(fetcher, {"--no-tags"}, {oid->hex()}).has_value());
  }
  if (const std::size_t dots = range.find(".."); dots != std::string::npos) {
    TRY(fetch_side(fetcher, range.substr(0, dots)));
    TRY(fetch_side(fetcher, range.substr(dots + 2)));
  }
  return {};
}

}  // namespace

Result<void> fetch_for_ci(const CiOptions& options, const ReportProgress& report_progress) {
  for (const bool is_first : {true, false}) {
    TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
    TRY_ASSIGN(CiEvent event, find_event(*repository, options, environment));
    const CiClone clone = study_clone(*repository, std::move(event));
    if (clone.remote.empty()) return fail(tr("there is no remote `origin` to fetch from"));
    const Fetcher fetcher{clone, report_progress};
    bool is_enough = !repository->is_shallow();
    if (!is_enough && options.range.empty()) TRY_SET(is_enough, reaches_far_enough(clone));
    if (is_enough || !is_first) return fetch_pieces(fetcher, options.range);
    TRY(fetch(fetcher, {"--unshallow", "--tags"}, {"+refs/heads/*:refs/remotes/" + clone.remote + "/*"}));
  }
  return {};
}

}  // namespace expgate::input
