#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr ExampleArgument kExample[] = {{"header", "fixup! feat(model): add a ViT baseline"}};
constexpr Reason kNotFolded{
    .name = "not-folded",
    .text = msgid("`{header}` has not been folded into its commit"),
    .help = msgid("if its commit has been pushed already, write a message of its own"),
    .example = kExample,
};
constexpr const Reason* kReasons[] = {&kNotFolded};

Result<void> judge(const CommitView& view, Violations& violations) {
  if (view.message.kind != message::Kind::autosquash) return {};
  violations.push_back({.reason = &kNotFolded,
                        .arguments = {{"header", message::shortened(view.message.header)}},
                        .remedy = {.kind = Remedy::Kind::message},
                        .line = 1});
  return {};
}

Result<Judge> make(const Options&) {
  return JudgeCommit{judge};
}

}  // namespace

extern const Rule commit_autosquash;
const Rule commit_autosquash{
    {
        .id = "commit-autosquash",
        .scope = Scope::commit,
        .summary = msgid("No `fixup!`, `squash!` or `amend!` commit is left on a branch that is to stay."),
        .why =
            msgid("it only makes sense squashed into its commit, which is history already when it gets here"),
        .bad = msgid("fixup! feat(model): add a ViT baseline"),
        .good = msgid("feat(model): add a ViT baseline"),
        .mend = msgid(
            "Fold it into its commit: `git rebase -i --autosquash` from the branch that you are going to "
            "push to."),
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
