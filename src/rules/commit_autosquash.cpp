#include "message/header.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

Result<void> judge(const CommitView& view, Violations& violations) {
  if (view.message.kind != message::Kind::autosquash) return {};
  violations.push_back(
      {.message = message::backticked(view.message.header) + " has not been folded into its commit",
       .mend = Mend::message,
       .advice = "if its commit has been pushed already, give it a message of its own",
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
        .summary = "No `fixup!`, `squash!` or `amend!` commit is left on a branch that is to stay.",
        .why = "it is half a commit: the other half is history already when it gets here",
        .bad = "fixup! feat(model): add a ViT baseline",
        .good = "feat(model): add a ViT baseline",
        .mend = "Fold it into its commit: `git rebase -i --autosquash` from the branch that you are going to "
                "push to.",
    },
    make,
};

}  // namespace expgate::rules
