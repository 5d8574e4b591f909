#include <gtest/gtest.h>

#include "base/bytes.h"
#include "rules/rule.h"
#include "support/policies.h"

namespace expgate::test {
namespace {

using Texts = std::vector<std::string>;

// The policy that the layers make; fails the test where they make none.
policy::Policy made(const std::vector<policy::Layer>& layers) {
  auto loaded = load(layers);
  if (loaded) return *std::move(loaded);
  ADD_FAILURE() << loaded.error().message;
  return {};
}

// The same over the real rules, for the packs.
policy::Policy made_of_packs(const std::vector<policy::Layer>& layers) {
  auto loaded = policy::load(layers, rules::declarations());
  if (loaded) return *std::move(loaded);
  ADD_FAILURE() << loaded.error().message;
  return {};
}

TEST(PolicyMerge, ANewCheckIsAnErrorWithItsRulesDefaults) {
  const policy::Policy policy = made({layer("rules:\n  size-limit:\n")});
  ASSERT_EQ(policy.checks.size(), 1U);
  const policy::Check& it = policy.checks[0];
  EXPECT_EQ(it.severity, Severity::error);
  EXPECT_EQ(it.rule->id, "size-limit");
  EXPECT_EQ(it.source, "p.yaml");
  EXPECT_TRUE(it.refs.empty() && it.exclude_refs.empty() && it.paths.empty() && it.exclude.empty());
  EXPECT_EQ(it.options.number("limit"), 5U << 20);
  EXPECT_EQ(it.options.number("count"), 3U);
  EXPECT_TRUE(it.options.boolean("strict"));
  EXPECT_EQ(it.options.text("label"), "");
  EXPECT_EQ(it.options.text("colour"), "red");
  EXPECT_EQ(it.options.list("words"), (Texts{"one", "two"}));
  EXPECT_EQ(it.options.list("colours"), (Texts{"red", "blue"}));
  EXPECT_EQ(it.options.list("files"), (Texts{"*.bin"}));
  EXPECT_EQ(it.options.list("patterns"), Texts{});
  EXPECT_TRUE(it.origins.empty());
  EXPECT_TRUE(policy.notes.empty());
}

TEST(PolicyMerge, EverySettingIsRead) {
  const policy::Policy policy = made({layer(R"(rules:
  mine:
    rule: size-limit
    severity: warn
    refs: [main, "@default", "tags/v*"]
    exclude_refs: wip/*
    paths: ["docs/**"]
    exclude: docs/old
    limit: 500 KB
    count: 0
    strict: false
    label: 5
    colour: "green"
    words: one
    colours: []
    files: ['*.pt', '!a.pt']
    pattern: '^a+$'
    patterns: x
)")});
  const policy::Check& it = check(policy, "mine");
  EXPECT_EQ(it.rule->id, "size-limit");
  EXPECT_EQ(it.severity, Severity::warn);
  EXPECT_EQ(it.refs, (Texts{"main", "@default", "tags/v*"}));
  EXPECT_EQ(it.exclude_refs, Texts{"wip/*"});
  EXPECT_EQ(it.paths, Texts{"docs/**"});
  EXPECT_EQ(it.exclude, Texts{"docs/old"});
  EXPECT_EQ(it.options.number("limit"), 500'000U);
  EXPECT_EQ(it.options.number("count"), 0U);
  EXPECT_FALSE(it.options.boolean("strict"));
  EXPECT_EQ(it.options.text("label"), "5");
  EXPECT_EQ(it.options.text("colour"), "green");
  EXPECT_EQ(it.options.list("words"), Texts{"one"});
  EXPECT_EQ(it.options.list("colours"), Texts{});
  EXPECT_EQ(it.options.list("files"), (Texts{"*.pt", "!a.pt"}));
  EXPECT_EQ(it.options.text("pattern"), "^a+$");
  EXPECT_EQ(it.options.list("patterns"), Texts{"x"});
  EXPECT_EQ(it.origins.at("rule").line, 5);
  EXPECT_EQ(it.origins.at("severity").line, 6);
  EXPECT_EQ(it.origins.at("patterns").line, 20);
}

TEST(PolicyMerge, LaterLayersOverrideSingleSettings) {
  const policy::Policy policy = made({
      layer("rules:\n  size-limit: {severity: warn, count: 7, words: [a, b], refs: [main]}\n"),
      {"project.yaml", "version: 1\nrules:\n  size-limit: {count: 8, words: [c]}\n",
       policy::Layer::Trust::full},
  });
  ASSERT_EQ(policy.checks.size(), 1U);
  const policy::Check& it = policy.checks[0];
  EXPECT_EQ(it.severity, Severity::warn);  // stays
  EXPECT_EQ(it.refs, Texts{"main"});       // stays
  EXPECT_EQ(it.options.number("count"), 8U);
  EXPECT_EQ(it.options.list("words"), Texts{"c"});
  EXPECT_EQ(it.source, "p.yaml");
  EXPECT_EQ(it.origins.at("severity").file, "p.yaml");
  EXPECT_EQ(it.origins.at("severity").line, 4);
  EXPECT_EQ(it.origins.at("count").file, "project.yaml");
  EXPECT_EQ(it.origins.at("count").line, 3);
}

TEST(PolicyMerge, ChecksKeepTheOrderOfTheirFirstAppearance) {
  const policy::Policy policy = made({
      layer("rules:\n  word-choice:\n  size-limit:\n"),
      {"b", "version: 1\nrules:\n  tip-config:\n  size-limit:\n", policy::Layer::Trust::full},
  });
  ASSERT_EQ(policy.checks.size(), 3U);
  EXPECT_EQ(policy.checks[0].key, "word-choice");
  EXPECT_EQ(policy.checks[1].key, "size-limit");
  EXPECT_EQ(policy.checks[2].key, "tip-config");
}

TEST(PolicyMerge, ACheckCannotChangeItsRule) {
  const policy::Layer first = layer("rules:\n  mine: {rule: size-limit}\n");
  EXPECT_EQ(
      error_of({first,
                {"b.yaml", "version: 1\nrules:\n  mine: {rule: word-choice}\n", policy::Layer::Trust::full}}),
      "`b.yaml`:3:16: `mine` is already a check of the rule `size-limit`, and a check cannot change its "
      "rule");
  EXPECT_EQ(error_of({first,
                      {"b.yaml", "version: 1\nrules:\n  mine: {rule: size-limit, count: 1}\n",
                       policy::Layer::Trust::full}}),
            "loads");
  EXPECT_EQ(error_of({layer("rules:\n  size-limit: {rule: word-choice, words: [a]}\n")}), "loads");
}

TEST(PolicyMerge, NothingButTheFirstLayerExtendsPytorchUnasked) {
  const std::size_t all = made_of_packs({}).checks.size();
  EXPECT_GE(all, 1U);
  EXPECT_EQ(made_of_packs({{"a", "version: 1\n", policy::Layer::Trust::full}}).checks.size(), all);
  EXPECT_EQ(made_of_packs({{"a", "version: 1\nextends: []\n", policy::Layer::Trust::full}}).checks.size(),
            0U);
  EXPECT_EQ(made_of_packs({{"a", "version: 1\nextends: []\n", policy::Layer::Trust::full},
                           {"b", "version: 1\n", policy::Layer::Trust::full}})
                .checks.size(),
            0U);
}

TEST(PolicyMerge, ACheckOfAPackSaysWhereItComesFrom) {
  const policy::Policy policy =
      made_of_packs({{".expgate.yaml",
                      "version: 1\nextends: pytorch\nrules:\n  max-file-size: {limit: 1 MiB}\n"
                      "  figures: {rule: max-file-size, paths: [docs]}\n",
                      policy::Layer::Trust::full}});
  const policy::Check& it = check(policy, "max-file-size");
  EXPECT_EQ(it.source, "pytorch");
  EXPECT_EQ(it.origins.at("severity").file, "pack artifacts");
  EXPECT_EQ(it.origins.at("limit").file, ".expgate.yaml");
  EXPECT_EQ(it.origins.at("limit").line, 4);
  EXPECT_EQ(it.options.number("limit"), 1U << 20);
  EXPECT_EQ(check(policy, "figures").source, ".expgate.yaml");
  const policy::Policy other =
      made_of_packs({{"a", "version: 1\nextends: [artifacts]\n", policy::Layer::Trust::full}});
  EXPECT_EQ(check(other, "max-file-size").source, "artifacts");
}

TEST(PolicyMerge, SettingsThatDoNothingAreNoted) {
  EXPECT_EQ(notes_of(made({layer("rules:\n  word-choice: {paths: [a]}\n")})),
            Texts{"`p.yaml`:4: `paths` has no effect on `word-choice`, which checks each commit"});
  EXPECT_EQ(notes_of(made({layer("rules:\n  size-limit: {paths: [a]}\n  tip-config: {exclude: [a]}\n")})),
            Texts{});
  EXPECT_EQ(
      notes_of(made({layer("rules:\n  size-limit: {severity: off}\n"),
                     {"b", "version: 1\nrules:\n  size-limit: {count: 9}\n", policy::Layer::Trust::full}})),
      Texts{"`b`:3: `count` has no effect on `size-limit`, which is off: add `severity: error` or "
            "`severity: warn`"});
  EXPECT_EQ(notes_of(made({layer("rules:\n  size-limit: {severity: off, count: 9}\n")})), Texts{});
}

}  // namespace
}  // namespace expgate::test
