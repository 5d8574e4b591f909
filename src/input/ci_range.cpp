#include "git/similar_ref.h"
#include "input/ci_updates.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

// A range by hand.
namespace expgate::input {

namespace {

Text unknown_revision(const CiClone& clone, const std::string& revision) {
  if (const auto meant = git::similar_ref(clone.repository, revision))
    return tr("revision `{revision}` is not in this clone; did you mean `{meant}`?",
              {{"revision", text::printable(revision)}, {"meant", text::printable(*meant)}});
  return tr("revision `{revision}` is not in this clone", {{"revision", text::printable(revision)}});
}

Result<Oid> commit_of(const CiClone& clone, const std::string& revision) {
  const auto oid = Oid::parse(revision, clone.repository.object_format());
  if (oid && !oid->is_zero() && !clone.repository.has(*oid))
    return missing(clone, Text(kCommit.missing, {{"oid", oid->abbreviated()}}), oid->hex());
  TRY_ASSIGN(const auto found, clone.repository.revision(revision));
  if (!found) return missing(clone, unknown_revision(clone, revision), "BRANCH");
  TRY_ASSIGN(const auto commit, clone.repository.peel_to_commit(*found));
  if (!commit) return fail(tr("`{revision}` is not a commit", {{"revision", text::printable(revision)}}));
  return Oid(*commit);
}

// A branch that is the default one on the server would pass here without the rules for it.
tl::unexpected<Error> no_default_branch(const CiClone& clone, const std::string& range) {
  const Arguments arguments{{"range", text::shell_word(range)}, {"remote", clone.remote}};
  const Text problem = tr("the default branch is not known here");
  if (clone.remote.empty())
    return fail(problem, tr("name it: `expgate ci --range {range} --default-branch NAME`", arguments));
  return fail(problem,
              tr("run `git remote set-head {remote} --auto`, or name it: `expgate ci --range {range} "
                 "--default-branch NAME`",
                 arguments));
}

}  // namespace

tl::unexpected<Error> no_common_history(const CiClone& clone, const Oid& one, const Oid& other) {
  const Arguments commits{{"one", one.abbreviated()}, {"other", other.abbreviated()}};
  if (clone.repository.is_shallow())
    return fail(tr("{one} and {other} have no common history in this shallow clone", commits),
                clone.event.remedy);
  return fail(tr("{one} and {other} have no common history", commits),
              tr("check that this is the right base: `git merge-base {one} {other}`",
                 {{"one", one.hex()}, {"other", other.hex()}}));
}

Result<ChangeSet> range_updates(const CiClone& clone, const CiOptions& options) {
  const std::string& range = options.range;
  const std::size_t dots = range.find("..");
  if (dots == std::string::npos || range.find("...") != std::string::npos)
    return fail(tr("`{range}` is not a range", {{"range", text::printable(range)}}),
                tr("write `A..B`, as for `git log`"));
  const CiEvent& event = clone.event;
  const std::string& ref = event.ref.empty() ? event.target : event.ref;
  if (!is_branch(ref) && !is_tag(ref))
    return fail(
        tr("`{ref}` is neither a branch nor a tag", {{"ref", text::printable(ref)}}),
        tr("name the branch of the range: `expgate ci --range {range} --ref BRANCH`", {{"range", range}}));
  if (event.default_branch.empty() && options.ref.empty() && !options.is_of_client)
    return no_default_branch(clone, range);
  const std::string from = range.substr(0, dots);
  const std::string to = range.substr(dots + 2);
  TRY_ASSIGN(const Oid tip, commit_of(clone, to.empty() ? "HEAD" : to));
  const auto zeros = Oid::parse(from);
  ChangeSet changes;
  RefUpdate& update = changes.updates.emplace_back();
  update.ref = ref;
  update.new_oid = tip;
  std::string checked = tip.abbreviated();
  if (!zeros || !zeros->is_zero()) {
    TRY_ASSIGN(const Oid known, commit_of(clone, from.empty() ? "HEAD" : from));
    TRY_ASSIGN(const auto base, clone.repository.merge_base(known, tip));
    if (!base) return no_common_history(clone, known, tip);
    update.known = known;
    if (update.ref == event.default_branch) update.old_oid = *base;
    checked = known.abbreviated() + ".." + checked;
    changes.policy_base = std::optional<Oid>(known);
  }
  if (update.ref != event.default_branch && !event.default_branch.empty()) {
    TRY_ASSIGN(const auto trunk, clone.repository.resolve(event.default_branch));
    if (trunk) changes.policy_base = std::optional<Oid>(*trunk);
  }
  if (event.default_branch.empty())
    changes.notes.push_back(
        tr("the default branch is not known here: rules for it are those of `main`; "
           "`--default-branch NAME` says which it is"));
  changes.notes.push_back(tr("{system}: checked {range} as a push to `{ref}` (--range)",
                             {{"system", event.system}, {"range", checked}, {"ref", shown(update.ref)}}));
  clone.repository.judge_as_remote(
      clone.remote, [](std::string_view /*ref*/) { return false; }, event.default_branch);
  return changes;
}

}  // namespace expgate::input
