#include "rules/ref_namespace.h"

#include <algorithm>
#include <memory>

#include "model/ref_name.h"
#include "rules/rule.h"
#include "text/utf8.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {
    {"allow", OptionType::globs, "",
     msgid(
         "Refs beside branches and tags that may be pushed, such as `refs/exps/**` (`dvc exp push`) and "
         "`refs/for/**` (AGit). Their files, paths and sizes are checked, but not their messages and tips.")},
};

// What servers keep for themselves. Git refuses pushes to them, but only after the hook has seen the line.
constexpr std::string_view kOfTheServer[] = {"refs/merge-requests/", "refs/keep-around/", "refs/pipelines/",
                                             "refs/environments/",   "refs/tmp/",         "refs/pull/"};

bool is_of_the_server(std::string_view ref) {
  return std::any_of(std::begin(kOfTheServer), std::end(kOfTheServer),
                     [&](std::string_view prefix) { return ref.starts_with(prefix); });
}

constexpr ExampleArgument kNameExample[] = {{"ref", "refs/heads/a b"},
                                            {"problem", msgid("it holds a space").english}};
constexpr ExampleArgument kReplaceExample[] = {{"ref", "refs/replace/4f2a9c1"}};
constexpr ExampleArgument kServerExample[] = {{"ref", "refs/keep-around/4f2a9c1"}};
constexpr ExampleArgument kRemoteExample[] = {{"ref", "refs/remotes/origin/main"}};
constexpr ExampleArgument kNotesExample[] = {{"ref", "refs/notes/commits"}};
constexpr ExampleArgument kStashExample[] = {{"ref", "refs/stash"}};
constexpr ExampleArgument kOtherExample[] = {{"ref", "refs/for/main"}};
constexpr ExampleArgument kTagExample[] = {{"tag", "junk"}};
constexpr ExampleArgument kBranchExample[] = {{"branch", "junk"}};

constexpr Msgid kNeither = msgid("`{ref}` is neither a branch nor a tag");
constexpr Msgid kPushBranch = msgid("push it as a branch");

constexpr Reason kBadName{
    .name = "bad-name",
    .text = msgid("`{ref}` is not a name for a ref: {problem}"),
    .help = msgid("give it another name, of letters, digits, `-`, `_`, `.` and `/`, and push that"),
    .example = kNameExample,
};
constexpr Reason kReplaces{
    .name = "replaces-object",
    .text = msgid("`{ref}` would put one object in the place of another"),
    .help = msgid("delete the replacement; if history must change, rewrite it and push the branch"),
    .why = msgid("anyone who fetches it reviews and runs something other than what the commit names"),
    .example = kReplaceExample,
};
constexpr Reason kServers{
    .name = "server-ref",
    .text = msgid("`{ref}` belongs to the server, nobody pushes there"),
    .help = kPushBranch,
    .example = kServerExample,
};
constexpr Reason kRemote{
    .name = "remote-tracking",
    .text = kNeither,
    .help = msgid("`git push --mirror` sends these: push branches and tags instead"),
    .example = kRemoteExample,
};
constexpr Reason kNotes{
    .name = "notes",
    .text = kNeither,
    .help = msgid("put what the note says into the commit message or the merge request"),
    .example = kNotesExample,
};
constexpr Reason kStash{
    .name = "stash",
    .text = kNeither,
    .help = msgid("make it a branch, commit, and push that"),
    .example = kStashExample,
};
constexpr Reason kOther{
    .name = "neither-branch-nor-tag", .text = kNeither, .help = kPushBranch, .example = kOtherExample};
constexpr Reason kTagOfNoCommit{
    .name = "tag-of-no-commit",
    .text = msgid("tag `{tag}` points to a tree or a file, not to a commit"),
    .help = msgid("tag a commit"),
    .why = msgid("it has no history that could be checked"),
    .example = kTagExample,
};
constexpr Reason kBranchOfNoCommit{
    .name = "branch-of-no-commit",
    .text = msgid("branch `{branch}` points to a tree or a file, not to a commit"),
    .help = msgid("push a commit"),
    .why = msgid("it has no history that could be checked"),
    .example = kBranchExample,
};
constexpr const Reason* kReasons[] = {&kBadName, &kReplaces, &kServers,       &kRemote,          &kNotes,
                                      &kStash,   &kOther,    &kTagOfNoCommit, &kBranchOfNoCommit};

constexpr std::string_view kReplacements = "refs/replace/";

Command push_as_branch() {
  return {"git", "push", "origin", "HEAD:refs/heads/feature/NAME"};
}

// What is wrong with a ref that is neither a branch nor a tag.
Violation neither(std::string_view ref) {
  if (ref.starts_with("refs/remotes/"))
    return {
        .reason = &kRemote,
        .remedy = {.kind = Remedy::Kind::run,
                   .commands = {{"git", "push", "--all", "origin"}, {"git", "push", "--tags", "origin"}}}};
  if (ref.starts_with("refs/notes/")) return {.reason = &kNotes};
  if (ref.starts_with("refs/stash"))
    return {.reason = &kStash, .remedy = {.commands = {{"git", "stash", "branch", "feature/NAME"}}}};
  return {.reason = &kOther, .remedy = {.commands = {push_as_branch()}}};
}

// What is wrong with the name alone, or nothing.
std::optional<Violation> name_violation(const std::string& ref, const text::GlobSet& allowed) {
  std::optional<Violation> violation;
  const auto problem = ref_name_problem(ref);
  if (problem)
    violation = Violation{.reason = &kBadName, .arguments = {{"problem", *problem}}};
  else if (ref.starts_with(kReplacements))
    violation =
        Violation{.reason = &kReplaces,
                  .remedy = {.commands = {{"git", "replace", "-d", ref.substr(kReplacements.size())}}}};
  else if (is_of_the_server(ref))
    violation = Violation{.reason = &kServers, .remedy = {.commands = {push_as_branch()}}};
  else if (!is_branch(ref) && !is_tag(ref) && !allowed.matches(ref))
    violation = neither(ref);
  if (violation) violation->arguments.emplace_back("ref", text::printable(ref));
  return violation;
}

Result<void> judge(const RefView& view, const text::GlobSet& allowed, Violations& violations) {
  const std::string& ref = view.update.ref;
  // A deletion brings nothing in: what should not be there may be cleaned up, save what the server lives on.
  if (view.update.deletes() && !is_of_the_server(ref)) return {};
  if (auto violation = name_violation(ref, allowed)) {
    violations.push_back(*std::move(violation));
    return {};
  }
  TRY_ASSIGN(const bool is_commit, view.is_commit());
  if (is_commit) return {};
  const std::string name = text::printable(short_name(ref));
  if (is_tag(ref))
    violations.push_back({.reason = &kTagOfNoCommit,
                          .arguments = {{"tag", name}},
                          .remedy = {.commands = {{"git", "tag", "-f", "-a", "NAME", "COMMIT"}}}});
  else
    violations.push_back({.reason = &kBranchOfNoCommit, .arguments = {{"branch", name}}});
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(text::GlobSet compiled, refs_for_machines(options.list("allow")));
  const auto allowed = std::make_shared<const text::GlobSet>(std::move(compiled));
  return JudgeRef{
      [allowed](const RefView& view, Violations& violations) { return judge(view, *allowed, violations); }};
}

}  // namespace

Result<text::GlobSet> refs_for_machines(const std::vector<std::string>& allow) {
  std::vector<std::string> globs;
  for (const std::string& glob : allow) globs.push_back("/" + glob);
  return text::GlobSet::compile(globs);
}

extern const Rule ref_namespace;
const Rule ref_namespace{
    {
        .id = "ref-namespace",
        .scope = Scope::ref,
        .summary =
            msgid("Only branches and tags are pushed, by names that git allows, and they lead to commits."),
        .why = msgid("nobody sees what is elsewhere, yet every clone may fetch it"),
        .bad = msgid("refs/replace/4f2a9c1…, refs/heads/a b, refs/notes/commits"),
        .good = msgid("refs/heads/feature/vit, refs/tags/exp-vit"),
        .mend = msgid(
            "Push what you have as a branch: `git push origin HEAD:refs/heads/feature/NAME`. Deleting a "
            "ref that should not be there is always allowed, except those that the server keeps for "
            "itself."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
