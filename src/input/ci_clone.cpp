#include "input/ci_clone.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "model/ref_name.h"
#include "text/utf8.h"

namespace expgate::input {

namespace {

// Where a ref stands among those that may bring the same commit.
int rank_of(std::string_view ref, std::string_view default_branch) {
  if (ref == default_branch) return 0;
  if (is_tag(ref)) return 3;
  return short_name(ref).find('/') == std::string_view::npos ? 1 : 2;
}

constexpr std::string_view kPartial =
    "this clone leaves objects out on purpose: take `--filter` out of the CI file (GitHub: `filter:` of "
    "actions/checkout; GitLab: GIT_CLONE_EXTRA_FLAGS or GIT_FETCH_EXTRA_FLAGS), or let expgate fetch what it "
    "needs: expgate ci --fetch";

}  // namespace

std::string remedy_of(const CiEvent& event) {
  return event.remedy + "; or let expgate fetch it: expgate ci --fetch";
}

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
  repository.set_remedy(remedy_of(clone.event), is_partial ? std::string(kPartial) : remedy_of(clone.event));
  return clone;
}

std::string quoted(std::string_view ref) {
  return fmt::format("`{}`", text::printable(short_name(ref)));
}

tl::unexpected<Error> missing(const CiClone& clone, const std::string& what, const std::string& to_fetch) {
  if (clone.repository.is_shallow())
    return fail(what + " is not in this clone, whose history is cut off", remedy_of(clone.event));
  if (clone.remote.empty()) return fail(what + " is not in this repository");
  return fail(what + " is not in this clone",
              fmt::format("before this step: git fetch {} {}; or let expgate do that: expgate ci --fetch",
                          clone.remote, shell_quoted(to_fetch)));
}

Result<Oid> oid_here(const CiClone& clone, const std::string& hex, const std::string& role) {
  const auto oid = Oid::parse(hex);
  if (!oid)
    return fail(fmt::format("{} names `{}` as {}, which is no commit", clone.event.system,
                            text::printable(hex), role));
  if (!clone.repository.has(*oid))
    return missing(clone, fmt::format("{} {}", role, oid->abbreviated()), oid->hex());
  return Oid(*oid);
}

Result<Oid> branch_here(const CiClone& clone, const std::string& ref) {
  TRY_ASSIGN(const auto tip, clone.repository.resolve(ref));
  if (tip) return Oid(*tip);
  const std::string name(short_name(ref));
  return missing(clone, "the branch " + quoted(ref),
                 fmt::format("+refs/heads/{}:refs/remotes/{}/{}", name, clone.remote, name));
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
