#include "app/forges/push_rules_import.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "support/policies.h"

namespace expgate::test {
namespace {

policy::Policy policy_of(const app::ImportedPolicy& imported) {
  const policy::Layer layer{".expgate.yaml", imported.text, policy::Layer::Trust::full};
  auto policy = policy::load({&layer, 1}, rules::declarations());
  if (!policy) throw std::runtime_error(english(policy.error().message) + "\n" + imported.text);
  return *std::move(policy);
}

TEST(PushRulesImport, SaysEachAttribute) {
  struct Case {
    const char* json;
    const char* line;
  };
  const Case cases[] = {
      {R"({"author_email_regex": "@example\\.org$"})",
       R"(  commit-author: {severity: error, email: ".*(?:@example\\.org$).*"})"},
      {R"({"author_email_regex": "@a$", "reject_unsigned_commits": true})",
       R"(  commit-author: {severity: error, email: ".*(?:@a$).*", signed: true})"},
      {R"({"max_file_size": 7})", "  max-file-size: {severity: error, limit: 7 MiB}"},
      {R"({"branch_name_regex": "^(feature|exp)\\/.*$"})",
       R"(  branch-name: {severity: error, allow: ["feature/**", "exp/**"]})"},
      {R"({"file_name_regex": "\\.(exe|dll)$"})",
       R"(  prohibited-names: {severity: error, rule: artifact-path, categories: [], also: ["*.exe", "*.dll"]})"},
      {R"({"prevent_secrets": true})", "  artifact-path: {severity: error, categories: [secrets]}"},
      {R"({"deny_delete_tag": true})", R"(  protected-ref: {severity: error, refs: ["tags/*"]})"},
      {R"({"reject_non_dco_commits": true})", "  commit-footer: {severity: error, dco: true}"},
      {R"({"commit_message_regex": "JIRA-\\d+\nx", "commit_message_negative_regex": "(?i)wip"})",
       R"(  commit-message: {severity: error, pattern: "JIRA-\\d+\nx", forbidden: "(?i)wip"})"},
      {R"({"author_email_regex": "\\Qa.b@"})",
       R"(  commit-author: {severity: error, email: ".*(?:\\Qa.b@\\E).*"})"},
  };
  for (const Case& each : cases) {
    const auto imported = app::import_push_rules(each.json);
    ASSERT_TRUE(imported) << each.json << ": " << english(imported.error().message);
    EXPECT_NE(imported->text.find("rules:\n" + std::string(each.line) + "\n"), std::string::npos)
        << imported->text;
    EXPECT_EQ(policy_of(*imported).checks.size(), 1U) << imported->text;
  }
}

TEST(PushRulesImport, WhatIsOffSaysNothing) {
  for (const char* json :
       {"null", "\"null\"", "{}", R"({"id": 1, "project_id": 3, "created_at": "2012-10-12T17:04:47Z"})",
        R"({"max_file_size": 0, "branch_name_regex": "", "deny_delete_tag": false, "member_check": null})"}) {
    const auto imported = app::import_push_rules(json);
    ASSERT_TRUE(imported) << json;
    EXPECT_TRUE(policy_of(*imported).checks.empty()) << imported->text;
    EXPECT_TRUE(imported->remarks.empty()) << json;
  }
}

TEST(PushRulesImport, WhatNoRuleSaysIsListed) {
  const auto imported = app::import_push_rules(
      R"({"member_check": true, "commit_committer_check": true, "brand_new": 1, "branch_name_regex": "(a|b)\\/*"})");
  ASSERT_TRUE(imported);
  EXPECT_TRUE(policy_of(*imported).checks.empty()) << imported->text;
  EXPECT_EQ(imported->remarks.size(), 4U);
  for (const char* key : {"member_check", "commit_committer_check", "brand_new", "branch_name_regex"})
    EXPECT_NE(imported->text.find("# - `" + std::string(key) + "`: not in the policy: "), std::string::npos)
        << imported->text;
}

TEST(PushRulesImport, BadInputIsAnErrorThatNamesTheKey) {
  const std::pair<std::string, const char*> cases[] = {
      {R"({"branch_name_regex": "^(a"})", "branch_name_regex"},
      {R"({"commit_message_regex": "(?<!a)b"})", "commit_message_regex"},
      {R"({"commit_message_negative_regex": "+"})", "commit_message_negative_regex"},
      {R"({"author_email_regex": 5})", "author_email_regex"},
      {R"({"max_file_size": -1})", "max_file_size"},
      {R"({"max_file_size": 1e300})", "max_file_size"},
      {R"({"max_file_size": "5"})", "max_file_size"},
      {R"({"deny_delete_tag": "yes"})", "deny_delete_tag"},
      {R"({"branch_name_regex": ")" + std::string(500'000, 'a') + "\"}", "branch_name_regex"},
      {"[1]", "object"},
      {"{", "JSON"},
      {"", "JSON"},
      {std::string(100'000, '['), "JSON"},
      {std::string(app::kMostPushRules + 1, ' '), "larger"},
  };
  for (const auto& [json, wanted] : cases) {
    const auto imported = app::import_push_rules(json);
    ASSERT_FALSE(imported) << json.substr(0, 80);
    EXPECT_NE(english(imported.error().message).find(wanted), std::string::npos)
        << english(imported.error().message);
  }
}

}  // namespace
}  // namespace expgate::test
