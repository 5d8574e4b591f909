#include "engine/baseline.h"

#include <gtest/gtest.h>

#include "support/fake_oid.h"
#include "support/texts.h"

namespace expgate::engine {
namespace {

using test::fake_oid;

Finding of_file(const std::string& path, const std::string& content, int line = 0) {
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.rule = finding.check = "max-file-size";
  finding.commit = fake_oid("commit");
  finding.path = path;
  finding.object = fake_oid(content);
  if (line > 0) finding.line = line;
  return finding;
}

Finding of_message(const std::string& commit) {
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.rule = finding.check = "commit-header";
  finding.commit = fake_oid(commit);
  finding.refs = {"refs/heads/main"};
  return finding;
}

Finding of_ref(const std::string& rule, std::vector<std::string> refs) {
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.rule = finding.check = rule;
  finding.commit = fake_oid("tip");
  finding.refs = std::move(refs);
  return finding;
}

Baseline baseline_of(const std::vector<Finding>& findings) {
  Report report;
  report.findings = findings;
  Baseline baseline{.file = "base.json", .entries = {}};
  for (BaselineKey& key : baseline_keys(report))
    baseline.entries.push_back({std::move(key), static_cast<int>(baseline.entries.size()) + 4});
  return baseline;
}

bool lets_pass(const std::vector<Finding>& before, const Finding& now) {
  Report report;
  report.findings = {now};
  apply(baseline_of(before), report);
  EXPECT_EQ(report.findings.size() + report.waived.size(), 1U);
  EXPECT_EQ(report.counts.waived, report.waived.size());
  return report.findings.empty();
}

TEST(Baseline, AFileIsKnownByItsPathAndObject) {
  const Finding finding = of_file("a.bin", "one");
  EXPECT_TRUE(lets_pass({finding}, finding));
  EXPECT_FALSE(lets_pass({finding}, of_file("b.bin", "one")));
  EXPECT_FALSE(lets_pass({finding}, of_file("a.bin", "two")));
  EXPECT_FALSE(lets_pass({}, finding));
}

TEST(Baseline, NeitherLineNorCommitMatters) {
  Finding later = of_file("a.bin", "one", 99);
  later.commit = fake_oid("a rebased one");
  EXPECT_TRUE(lets_pass({of_file("a.bin", "one", 3)}, later));
}

TEST(Baseline, AnotherRuleIsAnotherFinding) {
  Finding other = of_file("a.bin", "one");
  other.rule = "artifact-path";
  EXPECT_FALSE(lets_pass({of_file("a.bin", "one")}, other));
}

TEST(Baseline, AMessageIsKnownByItsCommit) {
  EXPECT_TRUE(lets_pass({of_message("A")}, of_message("A")));
  EXPECT_FALSE(lets_pass({of_message("A")}, of_message("B")));
  Finding elsewhere = of_message("A");
  elsewhere.refs = {"refs/heads/other"};
  EXPECT_TRUE(lets_pass({of_message("A")}, elsewhere));
}

// A tip moves with every commit: were it known by that, a baseline would not outlive the next one.
TEST(Baseline, ARefIsKnownByItsNameNotByItsTip) {
  const Finding before = of_ref("experiment-config", {"refs/heads/main"});
  Finding after = before;
  after.commit = fake_oid("the next tip");
  EXPECT_TRUE(lets_pass({before}, after));
  EXPECT_TRUE(
      lets_pass({of_ref("branch-name", {"refs/heads/foo"})}, of_ref("branch-name", {"refs/heads/foo"})));
  EXPECT_FALSE(
      lets_pass({of_ref("branch-name", {"refs/heads/foo"})}, of_ref("branch-name", {"refs/heads/bar"})));
}

TEST(Baseline, OneFindingOfSeveralRefsNeedsAllOfThem) {
  const Finding one = of_ref("experiment-config", {"refs/heads/exp/a"});
  const Finding both = of_ref("experiment-config", {"refs/heads/exp/a", "refs/heads/exp/b"});
  EXPECT_FALSE(lets_pass({one}, both));
  EXPECT_TRUE(lets_pass({both}, one));
  EXPECT_TRUE(lets_pass({both}, both));
}

TEST(Baseline, APushIsNeverInIt) {
  Finding push;
  push.reason = &test::kSomeReason;
  push.rule = push.check = "push-budget";
  EXPECT_TRUE(baseline_keys(push).empty());
  EXPECT_FALSE(lets_pass({push}, push));
}

TEST(Baseline, SaysWhichLineLetItPass) {
  Report report;
  report.findings = {of_message("A")};
  apply(baseline_of({of_message("A")}), report);
  ASSERT_EQ(report.waived.size(), 1U);
  EXPECT_EQ(english(report.waived[0].waived_by), "baseline `base.json`:4");
  EXPECT_FALSE(report.waived[0].waived.empty());
}

TEST(Baseline, AnEntryWithoutAReasonMatchesAnyAsThoseOfVersion010Do) {
  constexpr Reason kOther{.name = "other-reason", .text = msgid("something else is wrong")};
  const Finding one = of_file("a.bin", "one");
  Finding other = one;
  other.reason = &kOther;
  EXPECT_FALSE(lets_pass({one}, other));
  Baseline old = baseline_of({one});
  old.entries[0].key.reason.clear();
  for (const Finding& finding : {one, other}) {
    Report report;
    report.findings = {finding};
    EXPECT_TRUE(apply(old, report).empty());
    EXPECT_TRUE(report.findings.empty());
  }
}

TEST(Baseline, NamesWhatMatchesNothing) {
  Report report;
  report.findings = {of_file("a.bin", "one")};
  const auto stale = apply(baseline_of({of_file("a.bin", "one"), of_file("gone.bin", "two")}), report);
  ASSERT_EQ(stale.size(), 1U);
  EXPECT_EQ(stale[0].key.path, "gone.bin");
}

TEST(Baseline, KeysAreSortedAndEachOnce) {
  Report report;
  report.findings = {of_file("b", "1"), of_file("a", "1", 3), of_file("a", "1", 7), of_message("A")};
  const auto keys = baseline_keys(report);
  EXPECT_EQ(keys.size(), 3U);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

// What a server's exception lets pass is not the baseline's.
TEST(Baseline, KeepsWhatItLetPassAndNothingElseThatIsWaived) {
  Report report;
  report.findings = {of_message("A")};
  apply(baseline_of({of_message("A")}), report);
  Finding excepted = of_file("x", "y");
  excepted.waived = "by the board";
  excepted.waived_by = tr("`policy.yaml`:7");
  report.waived.push_back(excepted);
  EXPECT_EQ(baseline_keys(report).size(), 1U);
}

}  // namespace
}  // namespace expgate::engine
