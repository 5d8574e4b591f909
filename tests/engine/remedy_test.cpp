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

TEST(Remedy, AnOlderCommitIsRebased) {
  const Commit commit = commit_with_parents(1);
  const RemedyContext place{.commit = &commit, .is_tip = false};
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", place),
            "env 'GIT_SEQUENCE_EDITOR=sed -i.bak '\\''s/^pick 4f2a9c1/edit 4f2a9c1/'\\''' git rebase -i -r "
            "--autostash "
            "--empty=drop 4f2a9c1^ && git rm --cached -- a.bin && git commit --amend --no-edit && git rebase "
            "--continue");
  EXPECT_EQ(commands(Remedy::Kind::message, "", place),
            "env 'GIT_SEQUENCE_EDITOR=sed -i.bak '\\''s/^pick 4f2a9c1/reword 4f2a9c1/'\\''' git rebase -i -r "
            "--autostash "
            "--empty=drop 4f2a9c1^");
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
  EXPECT_TRUE(commands(Remedy::Kind::message, "", place).ends_with(" --empty=drop --root"));
}

TEST(Remedy, ADraftIsUnstagedOrWrittenAgain) {
  const RemedyContext first{.mode = Mode::pre_commit, .has_head = false};
  const RemedyContext later{.mode = Mode::pre_commit, .has_head = true};
  const RemedyContext all{.mode = Mode::pre_commit, .has_head = true, .is_passing_index = true};
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", first), "git rm --cached -- a.bin");
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", later), "git restore --staged -- a.bin");
  EXPECT_EQ(commands(Remedy::Kind::remove, "a.bin", all), "git rm --cached -- a.bin");
  const RemedyContext message{.mode = Mode::commit_msg, .message_file = ".git/COMMIT_EDITMSG"};
  EXPECT_EQ(commands(Remedy::Kind::message, "", message), "git commit --edit --file=.git/COMMIT_EDITMSG");
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
