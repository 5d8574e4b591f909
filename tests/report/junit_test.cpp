#include "report/junit.h"

#include <gtest/gtest.h>

#include "base/strings.h"
#include "report/sample.h"

namespace expgate::test {
namespace {

using report::junit;

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(JunitReport, LooksLikeTheContract) {
  Report report = report_of(Mode::ci, {checkpoint_finding()});
  report.judged = {{"max-file-size", "max-file-size"}, {"commit-type", "commit-type"}};
  report.elapsed_ms = 12.4;
  report.counts.commits = 3;
  EXPECT_EQ(junit(report),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="expgate" tests="2" failures="1" errors="0" time="0.012">
  <testsuite name="expgate ci" tests="2" failures="1" errors="0" skipped="0" time="0.012">
    <testcase name="max-file-size: `models/best.bin` is 48.2 MiB, over the limit of 5 MiB" classname="expgate.max-file-size" time="0" file="models/best.bin">
      <failure message="`models/best.bin` is 48.2 MiB, over the limit of 5 MiB" type="max-file-size">error[max-file-size]: `models/best.bin` is 48.2 MiB, over the limit of 5 MiB
  --&gt; commit 4f2a9c1 &quot;feat: add ViT baseline&quot; on refs/heads/exp/vit
  = why: every clone carries it for ever
  = help: keep the file in your artifact store and record it in results/: git rm --cached -- models/best.bin &amp;&amp; git commit --amend
</failure>
    </testcase>
    <testcase name="commit-type" classname="expgate.commit-type" time="0"/>
    <system-out>expgate: change rejected: 1 error in 3 commits
</system-out>
  </testsuite>
</testsuites>
)");
}

TEST(JunitReport, WarningsAndWhatIsWaivedAreSkipped) {
  Finding waived = checkpoint_finding();
  waived.waived = "pretrained";
  waived.waived_by = verbatim("`policy.yaml`:7");
  Report report = report_of(Mode::pre_receive, {bare_finding(Severity::warn)});
  report.waived = {waived};
  const std::string text = junit(report);
  EXPECT_TRUE(holds(text, R"(tests="2" failures="0" errors="0" skipped="2")"));
  EXPECT_TRUE(holds(text, R"(<skipped message="warning: something is wrong">)"));
  EXPECT_TRUE(holds(text, R"(<skipped message="waived: waived (&quot;pretrained&quot;, `policy.yaml`:7): )"));
}

TEST(JunitReport, WarnModeHasNoFailures) {
  Report report = report_of(Mode::ci, {bare_finding()});
  report.warn_only = true;
  const std::string text = junit(report);
  EXPECT_FALSE(holds(text, "<failure"));
  EXPECT_TRUE(holds(text, R"(<skipped message="warning: would be rejected: something is wrong">)"));
}

TEST(JunitReport, WhatCouldNotBeDecidedIsAnErrorAndNothingPassed) {
  Report report = report_of(Mode::ci, {});
  report.error = Error{verbatim("object missing"), verbatim("run git fsck")};
  report.judged = {{"commit-type", "commit-type"}};
  const std::string text = junit(report);
  EXPECT_TRUE(holds(text, R"(tests="1" failures="0" errors="1")"));
  EXPECT_TRUE(holds(text, R"(<error message="could not decide: object missing" type="undecided">)"));
  EXPECT_TRUE(holds(text, "= help: run git fsck"));
}

TEST(JunitReport, NamesSayWhichCommitOrRefAndNoneIsThereTwice) {
  Finding message = bare_finding();
  message.subject = "wip";
  message.commit = checkpoint_finding().commit;
  Finding ref = bare_finding();
  ref.scope = Scope::ref;
  ref.refs = {"refs/heads/exp/vit"};
  const std::string text = junit(report_of(Mode::ci, {message, message, ref}));
  EXPECT_EQ(times(text, R"(name="some-rule: something is wrong in &quot;wip&quot;")"), 1U);
  EXPECT_EQ(times(text, R"x(name="some-rule: something is wrong in &quot;wip&quot; (2)")x"), 1U);
  EXPECT_EQ(times(text, R"(name="some-rule: something is wrong in exp/vit")"), 1U);
}

TEST(JunitReport, NoTextOfARepositoryEndsAnElement) {
  const std::string text = junit(evil_report());
  EXPECT_FALSE(holds_raw(text));
  EXPECT_FALSE(holds(text, "\xEF\xBF\xBE")) << "XML 1.0 knows no U+FFFE";
  EXPECT_FALSE(holds(text, "<img"));
  EXPECT_FALSE(holds(text, "]]>"));
  EXPECT_FALSE(holds(text, "##["));
  for (const std::string_view line : lines(text)) EXPECT_FALSE(trim(line).starts_with("::")) << line;
  EXPECT_EQ(times(text, "<testcase "), 4U);
  EXPECT_EQ(times(text, "<testcase "), times(text, "</testcase>"));
}

}  // namespace
}  // namespace expgate::test
