#include <algorithm>

#include <gtest/gtest.h>

#include "engine/evaluate.h"
#include "policy/load.h"
#include "rules/rule.h"
#include "support/fake_oid.h"
#include "support/fake_repository.h"
#include "support/texts.h"
#include "support/verdict.h"

namespace expgate::engine {
namespace {

using test::FakeRepository;
using test::operator""_KiB;

constexpr const char* kMain = "refs/heads/main";
constexpr const char* kTopic = "refs/heads/feature/x";

policy::Policy policy_of(const std::string& checks) {
  const policy::Layer layer{"test", "version: 1\nextends: []\nrules:\n" + checks, policy::Layer::Trust::full};
  auto loaded = policy::load({&layer, 1}, rules::declarations());
  EXPECT_TRUE(loaded) << english(loaded.error().message);
  return *loaded;
}

Result<Report> push(FakeRepository& repo, const std::string& checks, std::vector<RefUpdate> updates) {
  ChangeSet changes;
  changes.context.default_branch = kMain;
  changes.updates = std::move(updates);
  return evaluate(policy_of(checks), changes, repo);
}

// "<check> <commit's letter> <path>" of each finding, in order.
std::vector<std::string> said(FakeRepository& repo, const std::string& checks,
                              std::vector<RefUpdate> updates) {
  const auto report = push(repo, checks, std::move(updates));
  if (!report) return {"error: " + english(report.error().message)};
  std::vector<std::string> texts;
  for (const Finding& finding : report->findings) {
    std::string text = finding.check;
    for (const char* name : {"A", "B", "C", "D", "E", "F"}) {
      try {
        if (finding.commit == repo.oid(name)) text += std::string(" ") + name;
      } catch (const std::logic_error&) {
        continue;  // not drawn in this history
      }
    }
    texts.push_back(text + (finding.path ? " " + *finding.path : ""));
  }
  return texts;
}

using Said = std::vector<std::string>;

const char* const kSize = "  max-file-size: {limit: 1 KiB}\n";
const char* const kStrictSize = "  max-file-size: {limit: 1 KiB, refs: [main]}\n";

TEST(Push, AFileIsFoundWhereItCameIn) {
  FakeRepository repo("A-B-C");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  EXPECT_EQ(said(repo, kSize, {{kMain, repo.oid("A"), repo.oid("C")}}), (Said{"max-file-size B big.bin"}));
}

TEST(Push, AddedThenDeletedStillCounts) {
  FakeRepository repo("A-B-C");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  repo.remove("C", "big.bin");
  EXPECT_EQ(said(repo, kSize, {{kMain, repo.oid("A"), repo.oid("C")}}), (Said{"max-file-size B big.bin"}));
}

TEST(Push, ACheckpointByNameIsToldOnce) {
  const std::string pickle = "\x80\x02]q\x01.";
  const auto told = [&](const std::string& checks) {
    FakeRepository repo("A-B");
    repo.ref(kMain, "A");
    repo.add("B", "best.pth", pickle);
    repo.add("B", "notes", pickle);
    return said(repo, checks, {{kMain, repo.oid("A"), repo.oid("B")}});
  };
  const Said once{"artifact-path B best.pth", "artifact-content B notes"};
  const Said by_content{"artifact-content B best.pth", "artifact-content B notes"};
  const Said twice{"artifact-path B best.pth", "artifact-content B best.pth", "artifact-content B notes"};
  EXPECT_EQ(told("  artifact-path: {}\n  artifact-content: {}\n"), once);
  EXPECT_EQ(told("  artifact-path: {severity: off}\n  artifact-content: {}\n"), by_content);
  EXPECT_EQ(told("  artifact-path: {exclude: ['*.pth']}\n  artifact-content: {}\n"), by_content);
  EXPECT_EQ(told("  artifact-path: {severity: warn}\n  artifact-content: {}\n"), twice)
      << "a warning does not stand in for an error";
  EXPECT_EQ(told("  artifact-path: {refs: [main]}\n  artifact-content: {}\n"), twice)
      << "the other one may be dropped where its refs turn out to know the commit";
}

TEST(Push, NobodyIsRefusedForThePast) {
  FakeRepository repo("A-B; A-C; D:C,B");
  repo.add("B", "big.bin", 2_KiB);
  repo.ref(kMain, "B");
  repo.ref(kTopic, "C");
  EXPECT_EQ(said(repo, kSize, {{kTopic, repo.oid("C"), repo.oid("D")}}), Said{})
      << "main merged into a branch";
  EXPECT_EQ(said(repo, kSize, {{"refs/heads/feature/y", {}, repo.oid("B")}}), Said{})
      << "an old commit under a new name";
}

TEST(Push, AMergeAnswersForWhatIsInNoParent) {
  FakeRepository repo("A-B; A-C; D:B,C");
  repo.ref(kMain, "B");
  repo.ref(kTopic, "C");
  repo.add("D", "evil.bin", 2_KiB);
  EXPECT_EQ(said(repo, kSize, {{kMain, repo.oid("B"), repo.oid("D")}}), (Said{"max-file-size D evil.bin"}));
}

TEST(Push, AStrictRefJudgesWhatALooseOneLetIn) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  EXPECT_EQ(said(repo, kStrictSize, {{kTopic, {}, repo.oid("B")}}), Said{});
  repo.ref(kTopic, "B");
  EXPECT_EQ(said(repo, kStrictSize, {{kMain, repo.oid("A"), repo.oid("B")}}),
            (Said{"max-file-size B big.bin"}));
  EXPECT_EQ(said(repo, kSize, {{kMain, repo.oid("A"), repo.oid("B")}}), Said{})
      << "over all refs it is old news";
}

TEST(Push, HiddenRefsDoNotCountAsExisting) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.ref("refs/merge-requests/1/head", "B");
  repo.add("B", "big.bin", 2_KiB);
  EXPECT_EQ(said(repo, kSize, {{kMain, repo.oid("A"), repo.oid("B")}}), (Said{"max-file-size B big.bin"}));
}

TEST(Push, DeletedAndMadeAgainUnderAnotherName) {
  FakeRepository repo("A-B");
  repo.add("B", "big.bin", 2_KiB);
  repo.ref(kTopic, "B");
  EXPECT_EQ(said(repo, kSize, {{kTopic, repo.oid("B"), {}}, {"refs/heads/feature/y", {}, repo.oid("B")}}),
            Said{});
}

TEST(Push, OneFindingNamesAllItsRefs) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  const auto report = push(repo, kSize,
                           {{kTopic, {}, repo.oid("B")},
                            {"refs/heads/feature/y", {}, repo.oid("B")},
                            {"refs/heads/feature/z", {}, repo.oid("A")}});
  ASSERT_TRUE(report);
  ASSERT_EQ(report->findings.size(), 1U);
  EXPECT_EQ(report->findings[0].refs, (std::vector<std::string>{kTopic, "refs/heads/feature/y"}));
  EXPECT_EQ(report->counts.refs, 3U);
  EXPECT_EQ(report->counts.commits, 1U);
}

TEST(Push, ATagBringsItsCommits) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  repo.tag("v1", "B");
  repo.tag("v2", "v1");
  EXPECT_EQ(said(repo, kSize, {{"refs/tags/v2", {}, repo.oid("v2")}}), (Said{"max-file-size B big.bin"}));
}

TEST(Push, ALostCommitDecidesNothing) {
  FakeRepository repo("A-B-C");
  repo.ref(kMain, "A");
  repo.lose("B");
  const auto report = push(repo, kSize, {{kMain, repo.oid("A"), repo.oid("C")}});
  EXPECT_FALSE(report);
}

TEST(Push, NamesAloneReadNoBlob) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "a.py", "print()\n");
  EXPECT_EQ(said(repo, "  max-file-size: {}\n  artifact-path: {}\n", {{kMain, repo.oid("A"), repo.oid("B")}}),
            Said{});
  EXPECT_EQ(repo.contents_read(), 0);
}

TEST(Push, PathsAndExcludeNarrowACheck) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  for (const char* path : {"docs/a.bin", "docs/old/b.bin", "c.bin"}) repo.add("B", path, 2_KiB);
  const std::string narrowed = "  max-file-size: {limit: 1 KiB, paths: [docs/**], exclude: [docs/old/**]}\n";
  EXPECT_EQ(said(repo, narrowed, {{kMain, repo.oid("A"), repo.oid("B")}}),
            (Said{"max-file-size B docs/a.bin"}));
}

TEST(Push, ACheckForSomePathsStandsInForTheGeneralOne) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "docs/figures/a.png", 2_KiB);
  repo.add("B", "docs/figures/b.png", 9_KiB);
  repo.add("B", "c.bin", 2_KiB);
  const std::string both =
      std::string(kSize) + "  figures-size: {rule: max-file-size, paths: [docs/figures/**], limit: 8 KiB}\n";
  EXPECT_EQ(said(repo, both, {{kMain, repo.oid("A"), repo.oid("B")}}),
            (Said{"max-file-size B c.bin", "figures-size B docs/figures/b.png"}));
}

TEST(Push, WarningsPassAndErrorsDoNot) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "big.bin", 2_KiB);
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("B")}};
  EXPECT_EQ(push(repo, "  max-file-size: {limit: 1 KiB, severity: warn}\n", updates)->verdict(),
            Verdict::pass);
  EXPECT_EQ(push(repo, kSize, updates)->verdict(), Verdict::fail);
  EXPECT_EQ(push(repo, "  max-file-size: {limit: 1 KiB, severity: off}\n", updates)->findings.size(), 0U);
}

TEST(Push, HelpKnowsTheLastCommitFromAnOlderOne) {
  FakeRepository repo("A-B-C");
  repo.ref(kMain, "A");
  repo.add("B", "old.bin", 2_KiB);
  repo.add("C", "new.bin", 2_KiB);
  repo.add("C", "small.bin", 1);
  const auto report = push(repo, kSize, {{kMain, repo.oid("A"), repo.oid("C")}});
  ASSERT_EQ(report->findings.size(), 2U);
  EXPECT_EQ(test::commands_of(report->findings[0]),
            test::commands_of(report->findings[1]));  // one command mends both
  EXPECT_NE(test::commands_of(report->findings[0]).find("git fast-export"), std::string::npos)
      << test::commands_of(report->findings[0]);
  EXPECT_NE(test::commands_of(report->findings[0]).find("git restore --staged -- :/new.bin :/old.bin"),
            std::string::npos)
      << test::commands_of(report->findings[0]);
}

TEST(Push, AFileOfAnOlderCommitThatAPersonPutsRightIsFixedUp) {
  FakeRepository repo("A-B-C-D");
  repo.ref(kMain, "A");
  repo.add("B", "requirements.txt", "torch>=2\n");
  repo.add("C", "a.py", 1);
  const std::string pins = "  dependency-pin: {severity: error}\n";
  const auto report = push(repo, pins, {{kMain, repo.oid("A"), repo.oid("C")}});
  ASSERT_EQ(report->findings.size(), 1U);
  EXPECT_EQ(test::commands_of(report->findings[0]),
            "git commit --fixup=" + repo.oid("B").abbreviated() + " -- :/requirements.txt && expgate mend");
  repo.add("D", "requirements.txt", "torch>=3\n");  // each of the two has to be put right by itself
  const auto twice = push(repo, pins, {{kMain, repo.oid("A"), repo.oid("D")}});
  ASSERT_EQ(twice->findings.size(), 2U);
  EXPECT_EQ(test::commands_of(twice->findings[0]).find("--fixup"), std::string::npos);
}

// A warning about the tip is for whoever touches what it speaks of.
TEST(Push, ATipsWarningIsForWhoTouchesIt) {
  FakeRepository repo("A-B-C-D");
  repo.ref(kMain, "A");
  repo.add("A", "requirements.txt", "torch\n");
  repo.add("B", "README.md", "x");
  repo.add("C", "requirements.txt", "torch>=2\n");
  repo.remove("D", "requirements.txt");
  const std::string warned = "  experiment-environment: {severity: warn}\n";
  const auto pushed = [&](const std::string& rules, const char* from, const char* to) {
    return said(repo, rules, {{kTopic, repo.oid(from), repo.oid(to)}});
  };
  EXPECT_EQ(pushed(warned, "A", "B"), Said{});
  EXPECT_EQ(pushed(warned, "B", "C"), (Said{"experiment-environment C requirements.txt"}));
  EXPECT_EQ(pushed(warned, "C", "D"), (Said{"experiment-environment D"})) << "what is gone is touched";
  EXPECT_EQ(pushed("  experiment-environment: {severity: error}\n", "A", "B"),
            (Said{"experiment-environment B requirements.txt"}));
  EXPECT_EQ(said(repo, warned, {{kTopic, {}, repo.oid("B")}}), Said{})
      << "of a new branch: since it left main";
  EXPECT_EQ(said(repo, warned, {{kTopic, {}, repo.oid("C")}}),
            (Said{"experiment-environment C requirements.txt"}));
}

TEST(Push, OneFileIsNotReportedByTwoRules) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "A");
  repo.add("B", "requirements.txt", "torch>=2\n");
  const std::vector<RefUpdate> updates{{kMain, repo.oid("A"), repo.oid("B")}};
  EXPECT_EQ(
      said(repo, "  dependency-pin: {severity: warn}\n  experiment-environment: {severity: warn}\n", updates),
      (Said{"dependency-pin B requirements.txt"}));
  EXPECT_EQ(said(repo, "  dependency-pin: {severity: warn}\n  experiment-environment: {severity: error}\n",
                 updates),
            (Said{"dependency-pin B requirements.txt", "experiment-environment B requirements.txt"}));
}

TEST(Push, TipsAreJudgedEvenWhenNothingIsNew) {
  FakeRepository repo("A-B");
  repo.ref(kMain, "B");
  const std::string config = "  experiment-config: {refs: [\"exp/*\"]}\n";
  EXPECT_EQ(said(repo, config, {{"refs/heads/exp/x", {}, repo.oid("B")}}), (Said{"experiment-config B"}));
  EXPECT_EQ(said(repo, config, {{kTopic, {}, repo.oid("B")}}), Said{});
  EXPECT_EQ(said(repo, config, {{"refs/heads/exp/x", repo.oid("B"), {}}}), Said{}) << "a deletion";
  repo.add("B", "configs/x.yaml", "seed: 42\n");
  EXPECT_EQ(said(repo, config, {{"refs/heads/exp/x", {}, repo.oid("B")}}), Said{});
}

TEST(Push, ATipWithoutAConfigIsToldOnce) {
  FakeRepository repo("A");
  repo.add("A", "notes.md", "x");
  const std::vector<RefUpdate> create = {{"refs/heads/exp/x", {}, repo.oid("A")}};
  const std::string seed = "  experiment-seed: {}\n";
  const std::string config = "  experiment-config: {}\n";
  EXPECT_EQ(said(repo, config + seed, create), (Said{"experiment-config A"}));
  EXPECT_EQ(said(repo, seed, create), (Said{"experiment-seed A"}));
  EXPECT_EQ(said(repo, "  experiment-config: {refs: [main]}\n" + seed, create), (Said{"experiment-seed A"}));
  EXPECT_EQ(said(repo, "  experiment-config: {severity: warn}\n" + seed, create), (Said{"experiment-seed A"}))
      << "a warning does not speak for an error, and nothing here touches a config";
  repo.add("A", "configs/a.yaml", "a: [");
  EXPECT_EQ(said(repo, config + seed, create), (Said{"experiment-config A configs/a.yaml"}));
  repo.add("A", "configs/b.yaml", "lr: 1");
  EXPECT_EQ(said(repo, config + seed, create), (Said{"experiment-seed A configs/b.yaml"}));
  EXPECT_EQ(said(repo, "  experiment-config: {name: 'configs/{branch}.yaml'}\n" + seed, create),
            (Said{"experiment-config A configs/exp/x.yaml", "experiment-seed A configs/b.yaml"}))
      << "two files, two mistakes";
}

TEST(Push, ChangedOnABranchIsSinceItLeftTheDefaultBranch) {
  FakeRepository repo("A-B-C; B-D");
  repo.add("A", "configs/base.yaml", "seed: 1\n");
  repo.add("D", "configs/mine.yaml", "lr: 0.1\n");
  repo.ref(kMain, "C");
  const std::string seed = "  experiment-seed: {refs: [\"exp/*\", main]}\n";
  EXPECT_EQ(said(repo, seed, {{"refs/heads/exp/x", {}, repo.oid("D")}}),
            (Said{"experiment-seed D configs/mine.yaml"}))
      << "the config that the branch brings has no seed, base.yaml has not been touched";
  repo.add("D", "configs/mine.yaml", "lr: 0.1\nseed: 2\n");
  EXPECT_EQ(said(repo, seed, {{"refs/heads/exp/x", {}, repo.oid("D")}}), Said{});
}

// What CI knows of an update beyond its two values.

TEST(Push, AKnownCommitIsNotJudgedAgain) {
  FakeRepository repo("A-B-C");
  repo.add("A", "a.bin", 2_KiB);
  repo.add("C", "c.bin", 2_KiB);
  RefUpdate update{kTopic, {}, repo.oid("C")};
  EXPECT_EQ(said(repo, kSize, {update}), (Said{"max-file-size A a.bin", "max-file-size C c.bin"}));
  update.known = repo.oid("B");
  EXPECT_EQ(said(repo, kSize, {update}), Said{"max-file-size C c.bin"});
}

TEST(Push, AnOldValueThatIsGoneWasRewritten) {
  FakeRepository repo("A-B");
  RefUpdate update{kMain, test::fake_oid("gone"), repo.oid("B")};
  EXPECT_EQ(said(repo, "  protected-ref: {refs: [main]}\n", {update}).front().substr(0, 6), "error:");
  update.is_old_gone = true;
  EXPECT_EQ(said(repo, "  protected-ref: {refs: [main]}\n", {update}), Said{"protected-ref"});
}

TEST(Push, AMergeRequestIsJudgedAsMergedAndRewritesNothing) {
  FakeRepository repo("A-B; A-C; D:B,C");
  repo.add("B", "configs/base.yaml", "seed: 1");
  RefUpdate update{kMain, repo.oid("B"), repo.oid("C")};
  const char* const checks =
      "  protected-ref: {refs: [main], direct_push: deny}\n  experiment-config: {refs: [main]}\n";
  EXPECT_EQ(said(repo, checks, {update}), (Said{"protected-ref", "experiment-config C"}));
  update.merged_tree = repo.commit(repo.oid("D"))->tree;
  ChangeSet changes;
  changes.context.mode = Mode::ci;
  changes.context.default_branch = kMain;
  changes.updates = {update};
  EXPECT_TRUE(evaluate(policy_of(checks), changes, repo)->findings.empty());
}

}  // namespace
}  // namespace expgate::engine
