#include "model/ref_name.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kDirectPush[] = {"allow", "deny"};
constexpr OptionSpec kOptions[] = {
    {"direct_push", OptionType::choice, "allow",
     msgid("Whether the ref may be pushed to directly, or moves by merge requests alone."), kDirectPush},
};

constexpr ExampleArgument kBranchExample[] = {{"branch", "main"}};
constexpr ExampleArgument kTagExample[] = {{"tag", "v1.0"}};
constexpr ExampleArgument kMovedExample[] = {{"tag", "v1.0"}, {"new", "v1.0-2"}};

constexpr Msgid kKeep =
    msgid("keep it; if it is no longer needed, take it out of `protected-ref` in the policy first");

constexpr Reason kDeleted{
    .name = "deleted",
    .text = msgid("branch `{branch}` is protected and may not be deleted"),
    .help = kKeep,
    .example = kBranchExample,
};
constexpr Reason kTagDeleted{
    .name = "tag-deleted",
    .text = msgid("tag `{tag}` is protected and may not be deleted"),
    .help = kKeep,
    .example = kTagExample,
};
constexpr Reason kTagMoved{
    .name = "tag-moved",
    .text = msgid("tag `{tag}` is protected and may not be moved"),
    .help = msgid("make a new one, such as `{new}`"),
    .why = msgid("anyone who has fetched it keeps the old one, and git does not tell them"),
    .example = kMovedExample,
};
constexpr Reason kForcePushed{
    .name = "force-pushed",
    .text = msgid("branch `{branch}` is protected: no force push, its history may not be rewritten"),
    .help = msgid("rebase on the branch as it is on the server, then push without `--force`"),
    .example = kBranchExample,
};
constexpr Reason kDirectlyPushed{
    .name = "direct-push",
    .text = msgid("branch `{branch}` is protected: it moves by merge requests, not by a direct push"),
    .help = msgid("push to a branch of your own, then open a merge request"),
    .why = msgid("nobody else has read and agreed to it yet"),
    .example = kBranchExample,
};
constexpr const Reason* kReasons[] = {&kDeleted, &kTagDeleted, &kTagMoved, &kForcePushed, &kDirectlyPushed};

// Whether the update is a push that could have been a merge request: in CI and in an audit it has already
// happened.
bool is_direct(const Context& context) {
  return !context.is_web() && context.mode != Mode::ci && context.mode != Mode::audit;
}

Result<void> judge(const RefView& view, bool deny_direct, Violations& violations) {
  const RefUpdate& update = view.update;
  if (update.creates() || update.old_oid == update.new_oid) return {};
  const std::string name(short_name(update.ref));
  if (is_tag(update.ref)) {
    const std::string another = name + "-2";
    if (update.deletes())
      violations.push_back({.reason = &kTagDeleted, .arguments = {{"tag", name}}});
    else
      violations.push_back(
          {.reason = &kTagMoved,
           .arguments = {{"tag", name}, {"new", another}},
           .remedy = {.kind = Remedy::Kind::run,
                      .commands = {{"git", "tag", "-a", another}, {"git", "push", "origin", another}}}});
    return {};
  }
  if (update.deletes()) {
    violations.push_back({.reason = &kDeleted, .arguments = {{"branch", name}}});
    return {};
  }
  TRY_ASSIGN(const bool is_fast_forward, view.is_fast_forward());
  if (!is_fast_forward) {
    violations.push_back(
        {.reason = &kForcePushed,
         .arguments = {{"branch", name}},
         .remedy = {.kind = Remedy::Kind::run,
                    .commands = {{"git", "fetch", "origin"}, {"git", "rebase", "origin/" + name}}}});
  } else if (deny_direct && is_direct(view.context)) {
    violations.push_back(
        {.reason = &kDirectlyPushed,
         .arguments = {{"branch", name}},
         .remedy = {.commands = {{"git", "push", "origin", "HEAD:refs/heads/feature/NAME"}}}});
  }
  return {};
}

Result<Judge> make(const Options& options) {
  const bool deny_direct = options.text("direct_push") == "deny";
  return JudgeRef{[deny_direct](const RefView& view, Violations& violations) {
    return judge(view, deny_direct, violations);
  }};
}

}  // namespace

extern const Rule protected_ref;
const Rule protected_ref{
    {
        .id = "protected-ref",
        .scope = Scope::ref,
        .summary = msgid("A protected branch is neither deleted nor rewritten, a protected tag never moved."),
        .why = msgid("others have built on it, and results name its commits"),
        .bad = msgid("git push --force origin main"),
        .good = msgid("git push origin HEAD:feature/vit, and a merge request to main"),
        .mend =
            msgid("Rebase on the branch as it is and push without force, or push to a branch of your own and "
                  "open a merge request. `refs` says which refs are protected."),
        .options = kOptions,
        .reasons = kReasons,
    },
    make,
};

}  // namespace expgate::rules
