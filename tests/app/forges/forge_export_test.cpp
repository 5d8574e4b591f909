#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/forges/github_ruleset.h"
#include "app/forges/gitlab_push_rules.h"
#include "app/forges/ignore_export.h"
#include "rules/rule.h"
#include "support/policies.h"

namespace expgate::test {
namespace {

policy::Policy policy_of(std::string_view lines, policy::Layer::Trust trust = policy::Layer::Trust::full) {
  policy::Layer made{"p.yaml", "version: 1\n" + std::string(lines), trust};
  auto policy = policy::load({&made, 1}, rules::declarations());
  if (!policy) throw std::runtime_error(english(policy.error().message));
  return *std::move(policy);
}

nlohmann::json gitlab(const policy::Policy& policy, bool strict = false) {
  return nlohmann::json::parse(app::gitlab_push_rules(policy, strict)->text);
}

TEST(ForgeExport, SizesAreNeverSmallerThanThePolicys) {
  const std::pair<const char*, int> cases[] = {
      // 0: none
      {"max-file-size: {limit: 5 MiB}", 5},
      {"max-file-size: {limit: 5 MB}", 5},
      {"max-file-size: {limit: 1}", 1},
      {"max-file-size: {limit: 0}", 1},
      {"max-file-size: {limit: 5242881}", 6},
      {"max-file-size: {limit: 5 MiB}, figures: {rule: max-file-size, paths: ['docs/**'], limit: 20 MiB}",
       20},
      {"max-file-size: {limit: 5 MiB}, figures: {rule: max-file-size, paths: ['docs/**'], severity: off}", 0},
      {"max-file-size: {limit: 5 MiB}, figures: {rule: max-file-size, paths: ['docs/**'], severity: warn}",
       0},
      {"max-file-size: {limit: 5 MiB, exclude: ['data/']}", 0},
      {"max-file-size: {limit: 5 MiB, refs: [main]}", 0},
      {"max-file-size: {severity: warn}", 0},
      {"max-file-size: {severity: off}", 0},
  };
  for (const auto& [rules, megabytes] : cases) {
    const policy::Policy policy = policy_of("extends: []\nrules: {" + std::string(rules) + "}");
    EXPECT_EQ(gitlab(policy).value("max_file_size", 0), megabytes) << rules;
  }
}

TEST(ForgeExport, NothingThatAServerLetsPass) {
  for (const char* keys :
       {"allow: [{rule: max-file-size, path: 'a.bin', reason: 'a test'}]", "bypass: [{users: [alice]}]",
        "bypass: [{users: [alice], rules: [max-file-size]}]", "mode: warn"}) {
    const auto made = app::gitlab_push_rules(policy_of(keys, policy::Layer::Trust::server), true);
    ASSERT_TRUE(made);
    EXPECT_FALSE(nlohmann::json::parse(made->text).contains("max_file_size")) << keys;
  }
}

TEST(ForgeExport, EachCheckIsExportedOrSaidToBeLeftOut) {
  const policy::Policy policy = policy_of("");
  for (const bool strict : {false, true}) {
    const auto made = app::gitlab_push_rules(policy, strict);
    const auto rulesets = app::github_rulesets(policy, strict);
    for (const policy::Check& each : policy.checks) {
      const auto is_said = [&](const app::ForgeExport& out) {
        return std::any_of(out.remarks.begin(), out.remarks.end(),
                           [&](const app::ExportRemark& remark) { return remark.check == each.key; });
      };
      const std::string key = each.key;
      const bool is_off = each.severity == Severity::off;
      const bool is_whole = key == "max-file-size" || key == "protected-ref" || key == "branch-name" ||
                            (strict && (key == "commit-type" || key == "commit-scope"));
      EXPECT_TRUE(is_said(*made) == !is_off || is_whole) << key;
      EXPECT_TRUE(is_said(*rulesets) == !is_off || is_whole) << key;
    }
  }
}

TEST(ForgeExport, ExpressionsFitIntoGitlab) {
  const auto json = gitlab(policy_of(""), true);
  for (const char* key : {"branch_name_regex", "file_name_regex", "commit_message_regex"}) {
    ASSERT_TRUE(json.contains(key)) << key;
    EXPECT_LE(json[key].get<std::string>().size(), 511U) << key;
  }
  std::string many;
  for (int i = 0; i < 100; ++i) many += "'topic-" + std::to_string(i) + "/*', ";
  EXPECT_FALSE(
      gitlab(policy_of("rules: {branch-name: {allow: [" + many + "]}}"), true).contains("branch_name_regex"));
}

TEST(ForgeExport, WhatMessagesMustHoldAndMustNot) {
  const std::string both =
      "extends: []\nrules: {commit-message: {severity: error, pattern: 'Refs: [0-9]+', forbidden: '(?i)nda'";
  const auto plain = gitlab(policy_of(both + "}}"));
  EXPECT_EQ(plain.value("commit_message_negative_regex", ""), "(?i)nda");
  EXPECT_FALSE(plain.contains("commit_message_regex")) << "merges need no pattern here, and would there";
  EXPECT_EQ(gitlab(policy_of(both + "}}"), true).value("commit_message_regex", ""), "Refs: [0-9]+");
  const auto of_main = gitlab(policy_of(both + ", refs: [main]}}"), true);
  EXPECT_NE(of_main.value("commit_message_negative_regex", ""), "(?i)nda") << "there it is for every branch";
  const policy::Policy beside_header =
      policy_of("extends: []\nrules: {commit-header: {}, commit-message: {pattern: x}}");
  EXPECT_NE(gitlab(beside_header, true).value("commit_message_regex", ""), "x") << "there is one expression";
  const auto remarks = app::gitlab_push_rules(beside_header, true)->remarks;
  EXPECT_TRUE(std::any_of(remarks.begin(), remarks.end(), [](const app::ExportRemark& remark) {
    return remark.check == "commit-message" && remark.extent == app::Extent::none;
  }));
}

TEST(ForgeExport, CommittersAndSignatures) {
  const auto servers = [](std::string_view lines) { return policy_of(lines, policy::Layer::Trust::server); };
  const policy::Policy committer =
      servers("rules: {commit-committer: {severity: error, addresses: {'*': ['{user}@example.org']}}}");
  EXPECT_FALSE(gitlab(committer).contains("commit_committer_check"));
  EXPECT_EQ(gitlab(committer, true).value("commit_committer_check", false), true);
  const policy::Policy signature =
      servers("rules: {commit-signature: {severity: error, allowed_signers: /etc/expgate/signers}}");
  EXPECT_EQ(gitlab(signature).value("reject_unsigned_commits", false), true);
  const policy::Policy of_main = servers(
      "rules: {commit-signature: {severity: error, allowed_signers: /etc/expgate/signers, refs: [main]}}");
  EXPECT_FALSE(gitlab(of_main, true).contains("reject_unsigned_commits"));
}

TEST(ForgeExport, RulesetsOfTheSameRefsAreOne) {
  const auto made = app::github_rulesets(policy_of(""), false);
  ASSERT_TRUE(made);
  const auto list = nlohmann::json::parse(made->text);
  ASSERT_EQ(list.size(), 3U) << made->text;
  for (const auto& each : list) EXPECT_EQ(each["target"] == "push", !each.contains("conditions"));
  const auto strict = nlohmann::json::parse(app::github_rulesets(policy_of(""), true)->text);
  std::vector<std::string> names;
  for (const auto& each : strict) {
    std::vector<std::string> types;
    for (const auto& rule : each["rules"]) types.push_back(rule["type"]);
    std::sort(types.begin(), types.end());
    EXPECT_EQ(std::adjacent_find(types.begin(), types.end()), types.end()) << each;
    names.push_back(each["name"]);
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

TEST(ForgeExport, IgnoresTheCategoriesOfThePolicy) {
  const std::string all = app::ignore_export(policy_of("")).text;
  EXPECT_NE(all.find("*.pth\n"), std::string::npos);
  const std::string few = app::ignore_export(policy_of("rules: {artifact-path: {categories: [logs]}}")).text;
  EXPECT_EQ(few.find("*.pth\n"), std::string::npos);
  EXPECT_NE(few.find("*.log\n"), std::string::npos);
  EXPECT_EQ(app::ignore_export(policy_of("rules: {artifact-path: {severity: off}}")).text, "");
}

}  // namespace
}  // namespace expgate::test
