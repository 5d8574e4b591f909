#include <fmt/core.h>

#include "base/strings.h"
#include "model/ref_name.h"
#include "rules/rule.h"

namespace expgate::rules {

namespace {

constexpr std::string_view kDirectPush[] = {"allow", "deny"};
constexpr OptionSpec kOptions[] = {
    {"direct_push", OptionType::choice, "allow",
     "Whether the ref may be pushed to from outside, or moves by merge requests alone.", kDirectPush},
};

// Whether the update is a push that could have been a merge request: in CI and in an audit it has already
// happened.
bool is_direct(const Context& context) {
  return !context.is_web() && context.mode != Mode::ci && context.mode != Mode::audit;
}

Result<void> judge(const RefView& view, bool deny_direct, Violations& violations) {
  const RefUpdate& update = view.update;
  if (update.creates() || update.old_oid == update.new_oid) return {};
  const std::string name(short_name(update.ref));
  const std::string ref = (is_tag(update.ref) ? "tag `" : "branch `") + name + "`";
  if (update.deletes()) {
    violations.push_back(
        {.message = ref + " is protected and may not be deleted",
         .advice = "leave it; if it has had its day, take it out of `protected-ref` in the policy first"});
    return {};
  }
  if (is_tag(update.ref)) {
    violations.push_back({.message = ref + " is protected and may not be moved",
                          .why = "whoever has fetched it keeps the old one, without a word from git",
                          .advice = fmt::format("make a new one: git tag -a {} && git push origin {}",
                                                shell_quoted(name + "-2"), shell_quoted(name + "-2"))});
    return {};
  }
  TRY_ASSIGN(const bool is_fast_forward, view.is_fast_forward());
  if (!is_fast_forward) {
    violations.push_back(
        {.message = ref + " is protected: no force push, its history may not be rewritten",
         .advice = fmt::format("git fetch origin && git rebase {}; then push without --force",
                               shell_quoted("origin/" + name))});
  } else if (deny_direct && is_direct(view.context)) {
    violations.push_back(
        {.message = ref + " is protected: it moves by merge requests, not by a direct push",
         .why = "what nobody else has read is not yet agreed on",
         .advice = "git push origin HEAD:refs/heads/feature/NAME; then open a merge request"});
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
        .summary = "A protected branch is neither deleted nor rewritten, a protected tag never moved.",
        .why = "others have built on it, and results name its commits",
        .bad = "git push --force origin main",
        .good = "git push origin HEAD:feature/vit, and a merge request to main",
        .mend = "Rebase on the branch as it stands and push without force, or push to a branch of your own "
                "and open a merge "
                "request. Which refs are protected is said by `refs`.",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
