#include "policy/releases.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "rules/rule.h"

namespace expgate::policy {
namespace {

// What 0.1.0 would not know of a server's file, one a line: "3 the key `deadline`".
std::string unknown(const std::string& text) {
  const Layer layer{"p.yaml", text, Layer::Trust::server};
  const auto policy = load({&layer, 1}, rules::declarations());
  if (!policy) return catalogue::render(policy.error().message);
  const auto news = unknown_to("0.1.0", {&layer, 1}, *policy, rules::declarations());
  if (!news) return catalogue::render(news.error().message);
  std::string lines;
  for (const News& each : *news) {
    EXPECT_EQ(each.at.file, "p.yaml");
    lines += std::to_string(each.at.line) + " " + catalogue::render(each.what) + "\n";
  }
  return lines;
}

TEST(Releases, WhatTheReleaseHadItKnows) {
  EXPECT_EQ(unknown("version: 1\n"), "");
  EXPECT_EQ(
      unknown("version: 1\n"
              "extends: [pytorch]\n"
              "mode: warn\n"
              "repository_policy: ignore\n"
              "delegate: [commit-scope, large]\n"
              "projects: [{match: [\"vision/**\"], mode: enforce, rules: {commit-body: {max_width: 72}}}]\n"
              "allow: [{rule: large, path: a.bin, reason: old, expires: 2027-01-31}]\n"
              "bypass: [{users: [ada], rules: [max-file-size]}]\n"
              "audit: {file: /var/log/expgate.jsonl, on_error: allow}\n"
              "rules:\n"
              "  artifact-content: {allow: [onnx], exclude: [\"@default\", \"docs/**\"]}\n"
              "  container-pin: {level: digest}\n"
              "  large: {rule: max-file-size, limit: 1 KiB, refs: [main]}\n"),
      "");
}

TEST(Releases, Keys) {
  EXPECT_EQ(unknown("version: 1\ndeadline: 20 s\nlanguage: zh_CN\n"),
            "2 the key `deadline`\n3 the key `language`\n");
  EXPECT_EQ(unknown("version: 1\nprojects:\n- match: [a]\n  mode: warn\n  enforce_from: 2027-01-31\n"),
            "5 the key `enforce_from`\n");
  EXPECT_EQ(unknown("version: 1\nnotify: [/bin/rules]\n"), "2 the key `notify`\n");
}

TEST(Releases, RulesAndTheirOptions) {
  EXPECT_EQ(unknown("version: 1\nrules:\n  commit-signature: {severity: error}\n"),
            "3 the rule `commit-signature`\n");
  EXPECT_EQ(unknown("version: 1\nrules:\n  mine: {rule: commit-message, forbidden: x}\n"),
            "3 the rule `commit-message`\n");
  EXPECT_EQ(unknown("version: 1\nrules:\n  artifact-path: {opaque_limit: 1 MiB}\n"),
            "3 the option `opaque_limit` of `artifact-path`\n");
  EXPECT_EQ(unknown("version: 1\nrules:\n  large: {rule: artifact-path}\n  commit-footer: {dco: true}\n"),
            "4 the option `dco` of `commit-footer`\n");
  EXPECT_EQ(unknown("version: 1\nrules:\n  commit-body: {severity: warn, enforce_from: 2027-01-31}\n"),
            "3 the option `enforce_from` of `commit-body`\n");
}

TEST(Releases, RulesThatAreNamedElsewhere) {
  EXPECT_EQ(unknown("version: 1\ndelegate: [commit-message]\nrules:\n  commit-message: {forbidden: x}\n"),
            "2 the rule `commit-message`\n4 the rule `commit-message`\n");
  EXPECT_EQ(unknown("version: 1\nbypass: [{users: [a], rules: [commit-committer]}]\nrules:\n"
                    "  commit-committer: {severity: error}\n"),
            "2 the rule `commit-committer`\n4 the rule `commit-committer`\n");
}

TEST(Releases, ChoicesOfAnOption) {
  const std::string known = unknown("version: 1\nrules:\n  artifact-content: {allow: [gguf]}\n");
  EXPECT_EQ(known, "");
  EXPECT_EQ(unknown("version: 1\nrules:\n  artifact-content: {allow: [gguf, secrets]}\n"),
            "3 the value `secrets` of `allow`\n");
}

TEST(Releases, OnlyThoseThatAreOlder) {
  EXPECT_EQ(known_releases(), std::vector<std::string>{"0.1.0"});
  const auto news = unknown_to("0.0.9", {}, Policy{}, rules::declarations());
  ASSERT_FALSE(news);
  EXPECT_EQ(catalogue::render(news.error().message), "`0.0.9` is not a known older release");
}

}  // namespace
}  // namespace expgate::policy
