#include "report/github.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "report/sample.h"

namespace expgate::test {
namespace {

using report::github;

TEST(GithubReport, AFindingIsAnAnnotationAtItsFile) {
  Finding finding = checkpoint_finding();
  finding.path = "a,b:c%.bin";
  finding.line = 7;
  finding.reason = &kQuoted;
  finding.arguments = {{"text", "first\nsecond"}};
  const Report report = report_of(Mode::ci, {finding});
  EXPECT_EQ(github(report),
            "::error file=a%2Cb%3Ac%25.bin,line=7,title=expgate%3A max-file-size::first\\nsecond%0A"
            "a,b:c%25.bin:7 in commit 4f2a9c1 \"feat: add ViT baseline\" on refs/heads/exp/vit%0A"
            "help: git rm --cached -- models/best.bin && git commit --amend\n"
            "expgate: change rejected: 1 error\n");
}

TEST(GithubReport, KindsOfFindingsAreKindsOfAnnotations) {
  Finding waived = bare_finding();
  waived.waived = "pretrained";
  waived.waived_by = verbatim("`policy.yaml`:7");
  Report report = report_of(Mode::ci, {bare_finding(), bare_finding(Severity::warn)});
  report.waived = {waived};
  report.notes = {verbatim("a note")};
  EXPECT_EQ(
      github(report),
      "::error title=expgate%3A some-rule::something is wrong\n"
      "::warning title=expgate%3A some-rule::something is wrong\n"
      "::notice title=expgate%3A some-rule::waived (\"pretrained\", `policy.yaml`:7): something is wrong\n"
      "::notice title=expgate::a note\n"
      "expgate: change rejected: 1 error, 1 warning\n");
  report.warn_only = true;
  EXPECT_TRUE(github(report).starts_with(
      "::warning title=expgate%3A some-rule::would be rejected: something is wrong\n"));
}

TEST(GithubReport, WhatCouldNotBeDecidedIsAnError) {
  Report report = report_of(Mode::ci, {});
  report.error = Error{verbatim("object missing"), verbatim("run git fsck")};
  EXPECT_EQ(github(report),
            "::error title=expgate::could not decide: object missing%0Ahelp: run git fsck\n"
            "expgate: could not decide: object missing\n");
}

TEST(GithubReport, NoTextOfARepositoryIsACommand) {
  const std::string text = github(evil_report());
  EXPECT_FALSE(holds_raw(text));
  const auto all = lines(text);
  ASSERT_EQ(all.size(), 6U) << "error, two findings, what is waived, a note, the verdict";
  for (const std::string_view line : all) {
    EXPECT_TRUE(line.starts_with("::error ") || line.starts_with("::notice ") ||
                line.starts_with("expgate: "))
        << line;
    // A property of ours ends where we say so.
    if (line.starts_with("::error file=")) {
      EXPECT_NE(line.substr(0, line.find("::", 2)).find(",title="), std::string_view::npos) << line;
    }
  }
}

}  // namespace
}  // namespace expgate::test
