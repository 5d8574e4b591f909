#include "engine/remedy.h"

#include <gtest/gtest.h>

#include "support/texts.h"

namespace expgate::engine {
namespace {

Commit commit_with_parents(std::size_t parents) {
  Commit commit;
  commit.oid = *Oid::parse("4f2a9c1000000000000000000000000000000000");
  commit.parents.resize(parents);
  return commit;
}

// The commands that mend a finding of that kind at `path`, as a shell reads them.
std::string commands(Remedy::Kind kind, const std::string& path, const RemedyContext& context) {
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.remedy.kind = kind;
  if (!path.empty()) finding.path = path;
  if (!path.empty()) finding.object = Oid::parse("00000000000000000000000000000000000000ab");
  complete_remedy(finding, context);
  return test::commands_of(finding);
}

TEST(Remedy, TheLastCommitIsAmended) {
  const Commit commit = commit_with_parents(1);
  const RemedyContext place{.commit = &commit, .is_tip = true};
  EXPECT_EQ(commands(Remedy::Kind::remove, "a b.bin", place),
            "git rm --cached -- 'a b.bin' && git commit --amend --no-edit");
  EXPECT_EQ(commands(Remedy::Kind::message, "", place), "git commit --amend");
}

TEST(Remedy, AnOlderCommitIsWrittenAnew) {
  const Commit commit = commit_with_parents(1);
  const RemedyContext place{.commit = &commit, .is_tip = false};
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", place),
            "sh -c 'git fast-export --no-data --use-done-feature --reencode=no --signed-tags=strip "
            "--reference-excluded-parents HEAD ^4f2a9c1^ | LC_ALL=C sed -E \"\\,M [0-7]+ "
            "(000000000000[^ ]* a.bin)$,{s///;/^$/d;}\" | git fast-import --quiet --force --done'");
  EXPECT_TRUE(commands(Remedy::Kind::message, "", place).ends_with(" --no-autosquash 4f2a9c1^"));
  EXPECT_EQ(commands(Remedy::Kind::clean, "a.ipynb", place), "")
      << "an editor at a stop could end in a conflict";
}

TEST(Remedy, InCiTheCommitIsReplacedOnTheServerToo) {
  const Commit commit = commit_with_parents(1);
  const RemedyContext last{.mode = Mode::ci, .commit = &commit, .is_tip = true};
  EXPECT_EQ(commands(Remedy::Kind::message, "", last), "git commit --amend && git push --force-with-lease");
  const RemedyContext shared{.mode = Mode::ci, .commit = &commit, .is_tip = true, .shared = "main"};
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", shared),
            "git rm --cached -- a.bin && git commit --amend --no-edit && git push --force-with-lease");
}

TEST(Remedy, ARootCommitHasNoParentToRebaseFrom) {
  const Commit root = commit_with_parents(0);
  const RemedyContext place{.commit = &root, .is_tip = false};
  EXPECT_TRUE(commands(Remedy::Kind::message, "", place).ends_with(" --no-autosquash --root"));
}

TEST(Remedy, ADraftIsUnstagedOrWrittenAgain) {
  const RemedyContext first{.mode = Mode::pre_commit, .has_head = false};
  const RemedyContext later{.mode = Mode::pre_commit, .has_head = true};
  const RemedyContext all{.mode = Mode::pre_commit, .has_head = true, .is_passing_index = true};
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", first), "git rm --cached -- a.bin");
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", later), "git restore --staged -- a.bin");
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", all), "git rm --cached -- a.bin");
  RemedyContext message{.mode = Mode::commit_msg, .message_file = ".git/COMMIT_EDITMSG"};
  EXPECT_EQ(commands(Remedy::Kind::message, "", message), "") << "which commit is not known";
  message.commit_command = {"git", "commit"};
  EXPECT_EQ(commands(Remedy::Kind::message, "", message), "git commit --edit --file=.git/COMMIT_EDITMSG");
  message.commit_command = {"git", "commit", "--amend", "--", "a b.py"};
  EXPECT_EQ(commands(Remedy::Kind::message, "", message),
            "git commit --amend --edit --file=.git/COMMIT_EDITMSG -- 'a b.py'");
}

TEST(Remedy, ANotebookIsCleanedAndCommittedAgain) {
  const Commit commit = commit_with_parents(1);
  EXPECT_EQ(commands(Remedy::Kind::clean, "a b.ipynb", {.commit = &commit, .is_tip = true}),
            "expgate fix -- 'a b.ipynb' && git add -- 'a b.ipynb' && git commit --amend --no-edit");
  EXPECT_EQ(commands(Remedy::Kind::clean, "a.ipynb", {.mode = Mode::pre_commit}),
            "expgate fix --staged -- a.ipynb");
  EXPECT_EQ(commands(Remedy::Kind::clean, "a.ipynb", {.mode = Mode::pre_commit, .is_passing_index = true}),
            "expgate fix -- a.ipynb");
}

TEST(Remedy, InCiItWarnsOfWhatOthersHaveAlready) {
  const Commit commit = commit_with_parents(1);
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.remedy.kind = Remedy::Kind::remove;
  finding.path = "a.bin";
  const RemedyContext context{.mode = Mode::ci, .commit = &commit, .is_tip = true, .shared = "main"};
  complete_remedy(finding, context);
  complete_remedy(finding, context);  // once is enough
  EXPECT_EQ(test::english_of(finding.notes),
            std::vector<std::string>{"others have `main` already: agree with them before you rewrite it"});
}

Finding staged_finding(Remedy::Kind kind, const std::string& path, Severity severity = Severity::error) {
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.scope = Scope::file;
  finding.severity = severity;
  finding.remedy.kind = kind;
  finding.path = path;
  return finding;
}

TEST(Remedy, OneCommandForAllThatIsStaged) {
  std::vector<Finding> findings;
  std::vector<std::string> staged{"a.py"};
  for (int i = 0; i < 70; ++i) {
    staged.push_back("ckpt/" + std::to_string(i) + ".pt");
    findings.push_back(staged_finding(Remedy::Kind::remove, staged.back()));
  }
  findings.push_back(staged_finding(Remedy::Kind::rename, "ckpt/7.pt"));  // it goes anyway
  findings.push_back(staged_finding(Remedy::Kind::clean, "a.ipynb"));
  findings.push_back(staged_finding(Remedy::Kind::remove, "warned.csv", Severity::warn));
  complete_draft_remedies(findings, staged, {.mode = Mode::pre_commit});
  EXPECT_EQ(test::commands_of(findings[0]), "git restore --staged -- ckpt/");
  EXPECT_EQ(test::commands_of(findings[69]), "git restore --staged -- ckpt/");
  EXPECT_EQ(test::commands_of(findings[70]), "");
  EXPECT_EQ(test::commands_of(findings[71]), "expgate fix --staged -- a.ipynb");
  staged.emplace_back("ckpt/README.md");
  findings.resize(5);
  complete_draft_remedies(findings, staged, {.mode = Mode::pre_commit});
  EXPECT_EQ(test::commands_of(findings[0]),
            "git restore --staged -- ckpt/0.pt ckpt/1.pt ckpt/2.pt ckpt/3.pt ckpt/4.pt");
}

TEST(Remedy, WhatIsInHeadIsCommittedWithoutTheRest) {
  const std::pair<Remedy::Kind, const char*> cases[] = {
      {Remedy::Kind::clean,
       "expgate fix -- a:b && git add -- a:b && git commit -m 'chore: clear notebooks' -- a:b"},
      {Remedy::Kind::rename, "git mv -- a:b a_b && git commit -m 'chore: rename files' -- a:b a_b"},
      {Remedy::Kind::remove, "git rm --cached -- a:b && git commit -m 'chore: stop tracking files'"},
  };
  for (const auto& [kind, commands] : cases) {
    std::vector<Finding> findings{staged_finding(kind, "a:b")};
    findings[0].is_in_head = true;
    complete_draft_remedies(findings, {}, {.mode = Mode::pre_commit});
    EXPECT_EQ(test::commands_of(findings[0]), commands);
  }
}

// A server in warn mode has taken the commits: to amend them makes the next push one that is not a
// fast-forward.
TEST(Remedy, WhatNobodyCanDoAnyMoreIsNotProposed) {
  Report report;
  report.findings = {staged_finding(Remedy::Kind::remove, "a.pt"), staged_finding(Remedy::Kind::run, "b")};
  report.findings[1].scope = Scope::tip;
  for (Finding& each : report.findings) each.remedy.commands = {{"git", "commit", "--amend"}};
  withhold_commands(report);
  EXPECT_EQ(test::commands_of(report.findings[0]), "git commit --amend");
  report.warn_only = true;
  withhold_commands(report);
  EXPECT_EQ(test::commands_of(report.findings[0]), "");
  EXPECT_EQ(test::commands_of(report.findings[1]), "git commit --amend")
      << "a commit on top of what is there";
  report.is_web = true;
  withhold_commands(report);
  EXPECT_EQ(test::commands_of(report.findings[1]), "");
}

TEST(Remedy, WhatARuleGivesStaysAsItIs) {
  Finding finding;
  finding.reason = &test::kSomeReason;
  finding.remedy = {.kind = Remedy::Kind::run, .commands = {{"git", "tag", "a; b"}, {"git", "push"}}};
  complete_remedy(finding, {});
  EXPECT_EQ(test::commands_of(finding), "git tag 'a; b' && git push");
}

TEST(Remedy, PathsOfAnyKindArePastedAsTheyAre) {
  const Commit commit = commit_with_parents(1);
  const RemedyContext last{.commit = &commit, .is_tip = true};
  const auto removal = [&](const std::string& path) { return commands(Remedy::Kind::remove, path, last); };
  const std::string amend = " && git commit --amend --no-edit";
  EXPECT_EQ(removal("-v.yaml"), "git rm --cached -- -v.yaml" + amend);
  EXPECT_EQ(removal("a b"), "git rm --cached -- 'a b'" + amend);
  EXPECT_EQ(removal("it's"), "git rm --cached -- 'it'\\''s'" + amend);
  EXPECT_EQ(removal("a\tb\n"), "git rm --cached -- $'a\\x09b\\x0a'" + amend);
  EXPECT_EQ(removal("\xFF"), "git rm --cached -- $'\\xff'" + amend);
  EXPECT_EQ(removal("a[1].pt"), "git rm --cached -- ':(literal)a[1].pt'" + amend);
  EXPECT_EQ(commands(Remedy::Kind::change, "-v", {.mode = Mode::pre_commit}),
            "sh -c '$(git var GIT_EDITOR) \"$@\"' edit -v && git add -- -v");
}

}  // namespace
}  // namespace expgate::engine
