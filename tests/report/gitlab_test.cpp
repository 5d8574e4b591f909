#include "report/gitlab.h"

#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/sample.h"

namespace expgate::test {
namespace {

using nlohmann::json;

json parsed(const Report& report) {
  return json::parse(report::gitlab(report));
}

TEST(GitlabReport, HasAnEntryForAFile) {
  const json all = parsed(report_of(Mode::ci, {checkpoint_finding()}));
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(
      all[0]["description"],
      "`models/best.bin` is 48.2 MiB, over the limit of 5 MiB (commit 4f2a9c1 \"feat: add ViT baseline\" on "
      "refs/heads/exp/vit)");
  EXPECT_EQ(all[0]["check_name"], "max-file-size");
  EXPECT_EQ(all[0]["severity"], "critical");
  EXPECT_EQ(all[0]["location"], json::parse(R"({"path": "models/best.bin", "lines": {"begin": 1}})"));
  EXPECT_EQ(all[0]["fingerprint"].get<std::string>().size(), 32U);
}

TEST(GitlabReport, NothingFoundIsAnEmptyList) {
  EXPECT_EQ(report::gitlab(report_of(Mode::ci, {})), "[]\n");
}

TEST(GitlabReport, WhatHasNoFileIsLeftOut) {
  EXPECT_EQ(parsed(report_of(Mode::ci, {bare_finding(), checkpoint_finding()})).size(), 1U);
}

TEST(GitlabReport, SeveritiesSayWhatRejects) {
  Finding warning = checkpoint_finding();
  warning.severity = Severity::warn;
  Finding waived = checkpoint_finding();
  waived.waived = "pretrained";
  waived.waived_by = verbatim("`policy.yaml`:7");
  Report report = report_of(Mode::pre_receive, {checkpoint_finding(), warning});
  report.waived = {waived};
  json all = parsed(report);
  EXPECT_EQ(all[0]["severity"], "critical");
  EXPECT_EQ(all[1]["severity"], "minor");
  EXPECT_EQ(all[2]["severity"], "info");
  EXPECT_TRUE(
      all[2]["description"].get<std::string>().starts_with("waived (\"pretrained\", `policy.yaml`:7): "));
  report.warn_only = true;
  all = parsed(report);
  EXPECT_EQ(all[0]["severity"], "minor");
  EXPECT_TRUE(all[0]["description"].get<std::string>().starts_with("would be rejected: "));
}

TEST(GitlabReport, WhatCouldNotBeDecidedIsABlocker) {
  Report report = report_of(Mode::ci, {});
  report.error = Error{verbatim("object missing"), {}};
  const json all = parsed(report);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["severity"], "blocker");
  EXPECT_EQ(all[0]["description"], "expgate could not decide: object missing");
}

// GitLab reads up to the first entry that is not valid, and of equal fingerprints keeps one.
TEST(GitlabReport, EveryEntryIsValidAndKnownByItself) {
  Report report = evil_report();
  report.findings.push_back(report.findings.front());
  const std::string text = report::gitlab(report);
  EXPECT_FALSE(holds_raw(text));
  std::set<std::string> seen;
  for (const json& each : json::parse(text)) {
    for (const char* key : {"description", "check_name", "fingerprint", "severity"})
      EXPECT_TRUE(each[key].is_string() && !each[key].get<std::string>().empty()) << key;
    EXPECT_FALSE(each["location"]["path"].get<std::string>().empty());
    EXPECT_GE(each["location"]["lines"]["begin"].get<int>(), 1);
    EXPECT_TRUE(seen.insert(each["fingerprint"]).second);
  }
  EXPECT_EQ(seen.size(), 4U);
}

}  // namespace
}  // namespace expgate::test
