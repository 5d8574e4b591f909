#include <gtest/gtest.h>

#include "engine/evaluate.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "support/fake_oid.h"
#include "support/fake_repository.h"
#include "support/texts.h"
#include "support/verdict.h"

// What is about a push as a whole: budgets, and objects that no commit names.
namespace expgate::engine {
namespace {

using test::FakeRepository;
using test::operator""_KiB;

constexpr const char* kMain = "refs/heads/main";
constexpr const char* kTopic = "refs/heads/feature/x";
const char* const kSize = "  max-file-size: {limit: 1 KiB}\n";

Result<Report> push(FakeRepository& repo, const std::string& checks, std::vector<RefUpdate> updates,
                    Mode mode = Mode::pre_receive) {
  const policy::Layer layer{"test", "version: 1\nextends: []\nrules:\n" + checks, policy::Layer::Trust::full};
  const auto policy = policy::load({&layer, 1}, rules::declarations());
  if (!policy) return tl::unexpected(policy.error());
  ChangeSet changes;
  changes.context.default_branch = kMain;
  changes.context.mode = mode;
  changes.updates = std::move(updates);
  return evaluate(*policy, changes, repo);
}

// "<check>: <message>" of each finding.
std::vector<std::string> said(FakeRepository& repo, const std::string& checks,
                              std::vector<RefUpdate> updates) {
  const auto report = push(repo, checks, std::move(updates));
  if (!report) return {"error: " + english(report.error().message)};
  std::vector<std::string> texts;
  for (const Finding& finding : report->findings)
    texts.push_back(finding.check + ": " + english(finding.message()));
  return texts;
}

using Said = std::vector<std::string>;

TEST(Budget, WhatIsBeyondReasonIsNotLookedAtFurther) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  repo.lose("B");  // whoever looks at it fails
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("A")},
                                       {kTopic, {}, test::fake_oid("lost")}};
  const auto report = push(repo, std::string(kSize) + "  push-budget: {max_refs: 1}\n", updates);
  ASSERT_TRUE(report) << english(report.error().message);
  ASSERT_EQ(report->findings.size(), 1U);
  EXPECT_EQ(report->findings[0].rule, "push-budget");
  EXPECT_TRUE(report->is_partial);
  EXPECT_EQ(test::english_of(report->notes), Said{"nothing else in this push was checked"});
  EXPECT_FALSE(push(repo, std::string(kSize) + "  push-budget: {max_refs: 2}\n", updates)) << "then it is";
  EXPECT_FALSE(push(repo, std::string(kSize) + "  push-budget: {max_refs: 1, severity: warn}\n", updates))
      << "a warning ends nothing";
}

TEST(Budget, WaivingItLetsNothingInThatWasNotLookedAt) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  const policy::Layer layer{
      "test", "version: 1\nextends: []\nrules:\n  push-budget: {max_refs: 0}\n" + std::string(kSize),
      policy::Layer::Trust::full};
  auto policy = policy::load({&layer, 1}, rules::declarations());
  ASSERT_TRUE(policy) << english(policy.error().message);
  policy->bypasses.push_back({.users = {"ada"}, .rules = {"push-budget"}});
  ChangeSet changes;
  changes.context.user = "ada";
  changes.context.bypass = "an import";
  changes.updates = {{kMain, repo.oid("A"), repo.oid("B")}};
  const auto report = evaluate(*policy, changes, repo);
  ASSERT_FALSE(report);
  EXPECT_NE(english(report.error().message).find("never checked"), std::string::npos)
      << english(report.error().message);
}

TEST(Budget, CountsTheCommitsThatAreNewToItsRefs) {
  FakeRepository repo("A-B-C-D");
  repo.ref(kMain, "A");
  repo.ref(kTopic, "C");
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("D")}};
  EXPECT_EQ(said(repo, "  push-budget: {max_commits: 1}\n", updates), Said{})
      << "C was there on another branch";
  EXPECT_EQ(said(repo, "  push-budget: {max_commits: 0}\n", updates),
            Said{"push-budget: this push brings 1 commit, over the budget of 0"});
  EXPECT_EQ(said(repo, "  push-budget: {max_commits: 2, refs: [main]}\n", updates),
            Said{"push-budget: this push brings 3 commits, over the budget of 2"});
  EXPECT_EQ(said(repo, "  push-budget: {max_commits: 0, refs: [other]}\n", updates), Said{});
}

TEST(Budget, OtherFindingsStandBesideThatOfTheBytes) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  repo.arrives({test::fake_oid("blob of size 2048"), ObjectKind::blob, 2_KiB});
  EXPECT_EQ(said(repo, std::string(kSize) + "  push-budget: {max_bytes: 1 KiB}\n",
                 {{kMain, repo.oid("A"), repo.oid("B")}}),
            (Said{"max-file-size: `big.bin` is 2 KiB, over the limit of 1 KiB",
                  "push-budget: the new files of this push hold 2 KiB, over the budget of 1 KiB"}));
}

TEST(Nameless, ABlobThatNoCommitNamesIsMeasured) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "small.txt", "small");
  repo.arrives("small");
  repo.arrives(std::string(2_KiB, 'x'));
  const auto report = push(repo, kSize, {{kMain, repo.oid("A"), repo.oid("B")}});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->findings.size(), 1U);
  const Finding& finding = report->findings[0];
  EXPECT_EQ(finding.object, FakeRepository::blob(std::string(2_KiB, 'x')));
  EXPECT_FALSE(finding.path || finding.commit);
  EXPECT_NE(english(finding.message()).find("which no commit of this push names, is 2 KiB"),
            std::string::npos)
      << english(finding.message());
}

TEST(Nameless, WhatWasThereBeforeIsNotNew) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.arrives(std::string(2_KiB, 'x'));
  repo.had(FakeRepository::blob(std::string(2_KiB, 'x')));
  EXPECT_EQ(said(repo, std::string(kSize) + "  push-budget: {max_bytes: 1 KiB}\n",
                 {{kMain, repo.oid("A"), repo.oid("B")}}),
            Said{});
  repo.arrives(std::string(3_KiB, 'x'));
  EXPECT_EQ(said(repo, "  push-budget: {max_bytes: 1 KiB}\n", {{kMain, repo.oid("A"), repo.oid("B")}}),
            Said{"push-budget: the new files of this push hold 3 KiB, over the budget of 1 KiB"});
}

TEST(Nameless, WhatACommitNamesIsJudgedThereAlone) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  const std::string big(2_KiB, 'x');
  repo.add("B", "docs/a.bin", big);
  repo.arrives(big);
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("B")}};
  EXPECT_EQ(said(repo, kSize, updates).size(), 1U);
  EXPECT_EQ(said(repo, "  max-file-size: {limit: 1 KiB, exclude: [docs/**]}\n", updates), Said{});
}

TEST(Nameless, ASubmoduleOfThatNameDoesNotNameTheBlob) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  const std::string big(2_KiB, 'x');
  repo.add("B", "library", big, kModeSubmodule);
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("B")}};
  EXPECT_EQ(said(repo, kSize, updates), Said{});
  repo.arrives(big);
  EXPECT_EQ(said(repo, kSize, updates).size(), 1U);
}

TEST(Nameless, ACheckThatDoesNotSeeAllRefsOrPathsLeavesThemAlone) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.arrives(std::string(2_KiB, 'x'));
  const std::vector<RefUpdate> both{{kMain, repo.oid("A"), repo.oid("B")}, {kTopic, {}, repo.oid("B")}};
  EXPECT_EQ(said(repo, "  max-file-size: {limit: 1 KiB, refs: [main]}\n", both), Said{});
  EXPECT_EQ(said(repo, "  max-file-size: {limit: 1 KiB, refs: [main]}\n", {both[0]}).size(), 1U);
  EXPECT_EQ(said(repo, "  max-file-size: {limit: 1 KiB, paths: [docs/**]}\n", both), Said{});
  EXPECT_EQ(said(repo, kSize, both).size(), 1U);
}

TEST(QuarantinedObjects, AreListedOnceForAll) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  EXPECT_EQ(said(repo, std::string(kSize) + "  push-budget: {}\n", {{kMain, repo.oid("A"), repo.oid("B")}}),
            Said{});
  EXPECT_EQ(repo.arrivals_listed(), 1);
}

// Where push-budget is off or says otherwise, a commit, tree or tag that nobody could look at is not read.
TEST(QuarantinedObjects, AreNotReadBeyondAllBounds) {
  constexpr std::uint64_t kMost = std::uint64_t{32} << 20;
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  const auto judged = [&](const char* name, ObjectKind kind, std::uint64_t size) {
    repo.arrives({test::fake_oid(name), kind, size});
    return push(repo, "  commit-type: {}\n", {{kMain, repo.oid("A"), repo.oid("B")}});
  };
  EXPECT_TRUE(judged("tree", ObjectKind::tree, kMost));
  EXPECT_TRUE(judged("blob", ObjectKind::blob, kMost + 1));
  const auto beyond = judged("commit", ObjectKind::commit, kMost + 1);
  ASSERT_FALSE(beyond);
  EXPECT_NE(english(beyond.error().message).find("reads none over 32 MiB"), std::string::npos);
}

// A push of a whole data set has a finding for each of its files.
TEST(Overflow, BeyondFiveThousandFindingsAreCounted) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  for (int i = 0; i < 5'003; ++i) repo.add("B", "w/" + std::to_string(i) + ".pt", "x");
  repo.add("B", "z.txt", 2_KiB);
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("B")}};
  const auto report = push(repo, "  artifact-path: {}\n", updates);
  ASSERT_TRUE(report);
  ASSERT_EQ(report->findings.size(), 5'001U);
  const Finding& last = report->findings.back();
  EXPECT_EQ(english(last.message()), "3 more findings of this kind are not listed");
  EXPECT_EQ(last.severity, Severity::error);
  EXPECT_EQ(last.refs, Said{kMain});
  EXPECT_FALSE(last.path || last.object || last.commit) << "no exception lets it pass";
  EXPECT_EQ(report->counts.files, 5'004U);
  const auto warned = push(repo, "  artifact-path: {severity: warn}\n", updates);
  EXPECT_EQ(warned->count(Severity::error), 0U);
  EXPECT_EQ(warned->count(Severity::warn), 5'001U);
  const auto hidden = push(repo, "  artifact-path: {severity: warn}\n" + std::string(kSize), updates);
  EXPECT_EQ(hidden->verdict(), Verdict::fail) << "warnings hide no error that comes behind them";
  const auto by_hand = push(repo, "  artifact-path: {}\n", updates, Mode::audit);
  EXPECT_EQ(by_hand->findings.size(), 5'003U) << "a baseline wants all of them";
}

}  // namespace
}  // namespace expgate::engine
