#include <algorithm>

#include <fmt/core.h>

#include "model/ref_name.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

// What servers keep for themselves. Git refuses pushes to them, but only after the hook has seen the line.
constexpr std::string_view kOfTheServer[] = {"refs/merge-requests/", "refs/keep-around/", "refs/pipelines/",
                                             "refs/environments/",   "refs/tmp/",         "refs/pull/"};

bool is_of_the_server(std::string_view ref) {
  return std::any_of(std::begin(kOfTheServer), std::end(kOfTheServer),
                     [&](std::string_view prefix) { return ref.starts_with(prefix); });
}

// What to do instead with a ref that is neither a branch nor a tag.
std::string advice_for(std::string_view ref) {
  if (ref.starts_with("refs/remotes/")) {
    return "`git push --mirror` sends these: git push --all origin && git push --tags origin";
  }
  if (ref.starts_with("refs/notes/"))
    return "put what the note says into the commit message or the merge request";
  if (ref.starts_with("refs/stash"))
    return "make it a branch: git stash branch feature/NAME, commit, push that";
  return "push it as a branch: git push origin HEAD:refs/heads/feature/NAME";
}

// What is wrong with the name alone, or nothing.
std::optional<Violation> name_violation(const std::string& ref) {
  const std::string shown = text::printable(ref);
  if (const auto problem = ref_name_problem(ref)) {
    return Violation{
        .message = fmt::format("`{}` is no name for a ref: {}", shown, *problem),
        .advice = "give it another name, of letters, digits, `-`, `_`, `.` and `/`, and push that"};
  }
  if (ref.starts_with("refs/replace/")) {
    return Violation{
        .message = fmt::format("`{}` would put one object in the place of another", shown),
        .why = "whoever fetches it reviews and runs something else than what the commit names",
        .advice = "git replace -d OBJECT; if history must change, rewrite it and push the branch"};
  }
  if (is_of_the_server(ref)) {
    return Violation{.message = fmt::format("`{}` belongs to the server, nobody pushes there", shown),
                     .advice = "push a branch: git push origin HEAD:refs/heads/feature/NAME"};
  }
  if (!is_branch(ref) && !is_tag(ref)) {
    return Violation{.message = fmt::format("`{}` is neither a branch nor a tag", shown),
                     .advice = advice_for(ref)};
  }
  return std::nullopt;
}

Result<void> judge(const RefView& view, Violations& violations) {
  const std::string& ref = view.update.ref;
  // A deletion brings nothing in: what should not be there may be cleaned up, save what the server lives on.
  if (view.update.deletes() && !is_of_the_server(ref)) return {};
  if (auto violation = name_violation(ref)) {
    violations.push_back(*std::move(violation));
    return {};
  }
  TRY_ASSIGN(const bool is_commit, view.is_commit());
  if (is_commit) return {};
  violations.push_back(
      {.message = fmt::format("{} `{}` points to a tree or a file, not to a commit",
                              is_tag(ref) ? "tag" : "branch", text::printable(short_name(ref))),
       .why = "it has no history that could be judged",
       .advice = is_tag(ref) ? "tag a commit: git tag -f -a NAME COMMIT" : "push a commit"});
  return {};
}

Result<Judge> make(const Options& /*options*/) {
  return JudgeRef{judge};
}

}  // namespace

extern const Rule ref_namespace;
const Rule ref_namespace{
    {
        .id = "ref-namespace",
        .scope = Scope::ref,
        .summary = "Only branches and tags are pushed, by names that git allows, and they lead to commits.",
        .why = "what lies elsewhere is seen by nobody, yet every clone may fetch it",
        .bad = "refs/replace/4f2a9c1…, refs/heads/a b, refs/notes/commits",
        .good = "refs/heads/feature/vit, refs/tags/exp-vit",
        .mend = "Push what you have as a branch: `git push origin HEAD:refs/heads/feature/NAME`. Deleting a "
                "ref that should not "
                "be there is always allowed, except those that the server keeps for itself.",
    },
    make,
};

}  // namespace expgate::rules
