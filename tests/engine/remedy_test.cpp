#include "engine/remedy.h"

#include <gtest/gtest.h>

namespace expgate::engine {
namespace {

Commit commit_with_parents(std::size_t parents) {
  Commit commit;
  commit.oid = *Oid::parse("4f2a9c1000000000000000000000000000000000");
  commit.parents.resize(parents);
  return commit;
}

Violation mended_by(Mend mend, std::string advice = "") {
  return {.message = "m", .mend = mend, .advice = std::move(advice)};
}

TEST(Help, TheLastCommitIsAmended) {
  const Commit commit = commit_with_parents(1);
  const Place place{.commit = &commit, .is_tip = true};
  EXPECT_EQ(help_for(mended_by(Mend::remove, "keep it elsewhere"), "a b.bin", place),
            "git rm --cached 'a b.bin' && git commit --amend --no-edit;\nkeep it elsewhere");
  EXPECT_EQ(help_for(mended_by(Mend::message), "", place), "git commit --amend\n");
}

TEST(Help, AnOlderCommitIsRebased) {
  const Commit commit = commit_with_parents(1);
  const Place place{.commit = &commit, .is_tip = false};
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", place),
            "GIT_SEQUENCE_EDITOR=\"sed -i.bak 's/^pick 4f2a9c1/edit 4f2a9c1/'\" git rebase -i -r --autostash "
            "--empty=drop 4f2a9c1^ && git rm --cached a.bin && git commit --amend --no-edit && git rebase "
            "--continue\n");
  EXPECT_EQ(
      help_for(mended_by(Mend::message), "", place),
      "GIT_SEQUENCE_EDITOR=\"sed -i.bak 's/^pick 4f2a9c1/reword 4f2a9c1/'\" git rebase -i -r --autostash "
      "--empty=drop 4f2a9c1^\n");
}

TEST(Help, InCiTheCommitIsReplacedOnTheServerToo) {
  const Commit commit = commit_with_parents(1);
  const Place last{.mode = Mode::ci, .commit = &commit, .is_tip = true};
  EXPECT_EQ(help_for(mended_by(Mend::message), "", last),
            "git commit --amend && git push --force-with-lease\n");
  const Place shared{.mode = Mode::ci, .commit = &commit, .is_tip = true, .shared = "main"};
  EXPECT_EQ(help_for(mended_by(Mend::remove, "keep it elsewhere"), "a.bin", shared),
            "git rm --cached a.bin && git commit --amend --no-edit && git push --force-with-lease;\n"
            "others have `main` already: agree with them first; keep it elsewhere");
}

TEST(Help, ARootCommitHasNoParentToRebaseFrom) {
  const Commit root = commit_with_parents(0);
  const Place place{.commit = &root, .is_tip = false};
  EXPECT_TRUE(help_for(mended_by(Mend::message), "", place).ends_with(" --empty=drop --root\n"));
}

TEST(Help, ADraftIsUnstagedOrWrittenAgain) {
  const Place first{.mode = Mode::pre_commit, .has_head = false};
  const Place later{.mode = Mode::pre_commit, .has_head = true};
  const Place all{.mode = Mode::pre_commit, .has_head = true, .is_passing_index = true};
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", first), "git rm --cached a.bin\n");
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", later), "git restore --staged a.bin\n");
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", all), "git rm --cached a.bin\n");
  const Place message{.mode = Mode::commit_msg, .message_file = ".git/COMMIT_EDITMSG"};
  EXPECT_EQ(help_for(mended_by(Mend::message), "", message),
            "git commit --edit --file=.git/COMMIT_EDITMSG\n");
}

TEST(Help, ANotebookIsCleanedAndCommittedAgain) {
  const Commit commit = commit_with_parents(1);
  EXPECT_EQ(help_for(mended_by(Mend::clean), "a b.ipynb", {.commit = &commit, .is_tip = true}),
            "expgate fix 'a b.ipynb' && git add 'a b.ipynb' && git commit --amend --no-edit\n");
  EXPECT_EQ(help_for(mended_by(Mend::clean), "a.ipynb", {.mode = Mode::pre_commit}),
            "expgate fix --staged a.ipynb\n");
  EXPECT_EQ(help_for(mended_by(Mend::clean), "a.ipynb", {.mode = Mode::pre_commit, .is_passing_index = true}),
            "expgate fix a.ipynb\n");
}

TEST(Help, AdviceAloneStandsAlone) {
  EXPECT_EQ(help_for(mended_by(Mend::none, "open a merge request"), "", {}), "open a merge request");
  EXPECT_EQ(help_for(mended_by(Mend::none, "git tag 'a; b' c; then push"), "", {}),
            "git tag 'a; b' c;\nthen push");
  EXPECT_EQ(help_for(mended_by(Mend::none, "git rebase main, then push"), "", {}),
            "git rebase main, then push");
}

}  // namespace
}  // namespace expgate::engine
