#include "app/forges/patterns.h"

#include <gtest/gtest.h>

#include "app/forges/ref_conditions.h"
#include "rules/rule.h"
#include "support/policies.h"
#include "text/regex.h"

namespace expgate::test {
namespace {

policy::Policy policy_of(std::string_view lines) {
  policy::Layer made{"p.yaml", "version: 1\n" + std::string(lines), policy::Layer::Trust::full};
  auto policy = policy::load({&made, 1}, rules::declarations());
  if (!policy) throw std::runtime_error(english(policy.error().message));
  return *std::move(policy);
}

text::Regex compiled(const std::string& regex) {
  auto made = text::Regex::compile(regex);
  if (!made) throw std::runtime_error(english(made.error().message));
  return std::move(*made);
}

struct Case {
  const char* rules;
  std::vector<std::string> in;
  std::vector<std::string> out;
};

TEST(Patterns, NamesOfBranches) {
  const Case cases[] = {
      {"{}",
       {"main", "feature/a", "feature/a/b", "exp/vit", "12-fix", "me-patch-1", "renovate/a/b", "revert-1"},
       {"mainx", "xmain", "feature", "x/main", "main/x", "scratch"}},
      {"branch-name: {allow: [main, 'a.b', 'rel-?', 'v[0-9]', '[!a]z', 'x{1,2}', 'ü*']}",
       {"a.b", "rel-1", "rel-1/x", "v1", "bz", "x1", "x2", "über"},
       {"axb", "rel-", "rel-12", "v1a", "az", "x3", "x", "uber"}},
      {"branch-name: {convention: conventional-branch}",
       {"feature/add-vit", "release/v1.2", "develop", "exp/Any_thing"},
       {"feature/Add", "feature/a--b", "feature/-a", "release/v1..2", "topic/x"}},
  };
  for (const Case& each : cases) {
    const policy::Policy policy =
        policy_of("rules: {" + std::string(each.rules == std::string("{}") ? "" : each.rules) + "}");
    const auto regex = app::branch_regex(check(policy, "branch-name").options);
    ASSERT_TRUE(regex);
    const text::Regex whole = compiled("^(?:" + *regex + ")$");
    for (const std::string& name : each.in) EXPECT_TRUE(whole.found_in(name)) << name << " in " << *regex;
    for (const std::string& name : each.out) EXPECT_FALSE(whole.found_in(name)) << name << " in " << *regex;
  }
}

TEST(Patterns, Messages) {
  const Case cases[] = {
      {"",
       {"feat: x", "feat(a): x", "fix!: x", "docs(a b)!: x\n\nbody", "Merge branch 'a'", "Revert \"x\"",
        "fixup! feat: x",
        "\xEF\xBB\xBF"
        "feat: x"},
       {"update", "feature: x", "Feat: x", "feat:x", "feat : x", "feat():x", "x\nfeat: x", " feat: x",
        "feat(a: x", "feat((a)): x", "feat:  x", "merge it", "fixup!"}},
      {"commit-type: {severity: off}", {"wip: x", "a-b_c(x): y"}, {"wip", "two words: x", ": x"}},
      {"commit-scope: {severity: error, required: true, scopes: [model, 'a+b', 'c/d']}",
       {"feat(model): x", "feat(a+b): x", "feat(model,a+b): x", "feat(model/ model)!: x", "feat(c/d): x"},
       {"feat: x", "feat(data): x", "feat(aab): x", "feat(model;a+b): x"}},
      {"commit-scope: {severity: error, scopes: [model], delimiters: ''}",
       {"feat: x"},
       {"feat(model,model): x"}},
  };
  for (const Case& each : cases) {
    const policy::Policy policy = policy_of("rules: {" + std::string(each.rules) + "}");
    const std::string regex = app::message_regex(app::message_checks(policy));
    const text::Regex whole = compiled(regex);
    for (const std::string& text : each.in) EXPECT_TRUE(whole.found_in(text)) << text << " in " << regex;
    for (const std::string& text : each.out) EXPECT_FALSE(whole.found_in(text)) << text << " in " << regex;
  }
}

TEST(Patterns, NoExpressionForMessagesThatNeedAnotherLook) {
  for (const char* rules : {"commit-header: {release_commits: true}", "commit-header: {severity: off}",
                            "commit-header: {severity: warn}"})
    EXPECT_EQ(app::message_checks(policy_of("rules: {" + std::string(rules) + "}")).header, nullptr) << rules;
  const policy::Policy policy = policy_of("rules: {commit-type: {refs: [main]}}");
  EXPECT_NE(app::message_checks(policy).header, nullptr);
  EXPECT_EQ(app::message_checks(policy).type, nullptr);
}

TEST(Patterns, AnExpressionThatQuotesToItsEnd) {
  EXPECT_TRUE(compiled("^" + app::grouped_regex("\\Qa.b") + "$").found_in("a.b"));
  EXPECT_FALSE(compiled("^" + app::grouped_regex("a|b") + "$").found_in("ax"));
}

TEST(Patterns, RefsOfRulesets) {
  struct Refs {
    const char* settings;
    std::vector<std::string> branches;
    std::vector<std::string> tags;
    bool is_whole;
  };
  const Refs cases[] = {
      {"refs: [main, '@default']", {"refs/heads/main", "~DEFAULT_BRANCH"}, {}, true},
      {"refs: ['exp/*', 'exp/**']", {"refs/heads/exp/**/*", "refs/heads/exp/**/*"}, {}, true},
      {"refs: ['release-*']", {"refs/heads/release-*", "refs/heads/release-*/**/*"}, {}, true},
      {"refs: ['tags/exp-*']", {}, {"refs/tags/exp-*", "refs/tags/exp-*/**/*"}, true},
      {"refs: ['**']", {"~ALL"}, {"~ALL"}, true},
      {"refs: ['*']", {"~ALL"}, {}, true},
      {"refs: ['tags/*']", {}, {"~ALL"}, true},
      {"refs: [main, 'v[0-9]']", {"refs/heads/main"}, {}, false},
      {"refs: ['a**b', 'a/*/b/*']", {}, {}, false},
      {"refs: [main], exclude_refs: ['v?']", {}, {}, false},
  };
  for (const Refs& each : cases) {
    const policy::Policy policy = policy_of("rules: {protected-ref: {" + std::string(each.settings) + "}}");
    const auto branches = app::conditions_of_branches(check(policy, "protected-ref"));
    const auto tags = app::conditions_of_tags(check(policy, "protected-ref"));
    EXPECT_EQ(branches.include, each.branches) << each.settings;
    EXPECT_EQ(tags.include, each.tags) << each.settings;
    EXPECT_EQ(branches.is_whole && tags.is_whole, each.is_whole) << each.settings;
  }
}

}  // namespace
}  // namespace expgate::test
