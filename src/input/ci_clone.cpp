#include "input/ci_clone.h"

#include "base/strings.h"
#include "model/ref_name.h"
#include "text/shell.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

// Where a ref stands among those that may bring the same commit.
int rank_of(std::string_view ref, std::string_view default_branch) {
  if (ref == default_branch) return 0;
  if (is_tag(ref)) return 3;
  return short_name(ref).find('/') == std::string_view::npos ? 1 : 2;
}

constexpr Msgid kPartial = msgid(
    "this is a partial clone: remove `--filter` from the CI file (GitHub: `filter:` of `actions/checkout`; "
    "GitLab: `GIT_CLONE_EXTRA_FLAGS` or `GIT_FETCH_EXTRA_FLAGS`), or let expgate fetch the missing objects: "
    "`expgate ci --fetch`");

}  // namespace

CiClone study_clone(git::Repository& repository, CiEvent event) {
  CiClone clone{repository, std::move(event), {}};
  const auto url = repository.config("remote.origin.url");
  if (url && *url) clone.remote = "origin";
  repository.judge_as_remote(clone.remote, nullptr);
  std::string& default_branch = clone.event.default_branch;
  // Nothing is guessed from names: `main` can be pushed by anybody where the default branch is another one.
  if (default_branch.empty())
    default_branch = repository.remote_default_branch(clone.remote).value_or(std::string());
  repository.judge_as_remote(clone.remote, nullptr, default_branch);
  const bool is_partial = repository.is_partial().value_or(false);
  repository.set_remedy(clone.event.remedy, is_partial ? Text(kPartial) : clone.event.remedy);
  return clone;
}

std::string shown(std::string_view ref) {
  return text::printable(short_name(ref));
}

tl::unexpected<Error> missing(const CiClone& clone, Text problem, const std::string& refspec) {
  if (clone.repository.is_shallow())
    return fail(tr("the clone is shallow: {problem}", {{"problem", std::move(problem)}}), clone.event.remedy);
  if (clone.remote.empty()) return fail(std::move(problem));
  return fail(std::move(problem),
              tr("before this step, run `git fetch {remote} {refspec}`; or let expgate fetch it: "
                 "`expgate ci --fetch`",
                 {{"remote", clone.remote}, {"refspec", text::shell_word(refspec)}}));
}

Result<Oid> oid_here(const CiClone& clone, const std::string& hex, const NamedObject& object) {
  const auto oid = Oid::parse(hex);
  if (!oid)
    return fail(Text(object.malformed, {{"system", clone.event.system}, {"value", text::printable(hex)}}));
  if (!clone.repository.has(*oid))
    return missing(clone, Text(object.missing, {{"oid", oid->abbreviated()}}), oid->hex());
  return Oid(*oid);
}

Result<Oid> branch_here(const CiClone& clone, const std::string& ref) {
  TRY_ASSIGN(const auto tip, clone.repository.resolve(ref));
  if (tip) return Oid(*tip);
  const std::string name(short_name(ref));
  return missing(clone, tr("branch `{branch}` is not in this clone", {{"branch", shown(ref)}}),
                 "+refs/heads/" + name + ":refs/remotes/" + clone.remote + "/" + name);
}

Result<std::vector<std::string>> refs_behind(const CiClone& clone, const Oid& commit) {
  const std::string& judged = clone.event.ref;
  const std::string& default_branch = clone.event.default_branch;
  const auto place = [&](const std::string& ref) { return std::pair(rank_of(ref, default_branch), ref); };
  TRY_ASSIGN(std::vector<std::string> refs, clone.repository.refs_leading_to(commit));
  std::erase_if(refs, [&](const std::string& ref) { return place(ref) < place(judged); });
  return refs;
}

}  // namespace expgate::input
