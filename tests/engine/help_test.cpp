#include "engine/help.h"

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
            "git rm --cached 'a b.bin' && git commit --amend --no-edit; keep it elsewhere");
  EXPECT_EQ(help_for(mended_by(Mend::message), "", place), "git commit --amend");
}

TEST(Help, AnOlderCommitIsRebased) {
  const Commit commit = commit_with_parents(1);
  const Place place{.commit = &commit, .is_tip = false};
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", place),
            "git rebase -i 4f2a9c1^, mark 4f2a9c1 as `edit`, then git rm --cached a.bin && git commit "
            "--amend --no-edit && "
            "git rebase --continue");
  EXPECT_EQ(help_for(mended_by(Mend::message), "", place),
            "git rebase -i 4f2a9c1^, mark 4f2a9c1 as `reword`");
}

TEST(Help, InCiTheCommitIsReplacedOnTheServerToo) {
  const Commit commit = commit_with_parents(1);
  const Place last{.mode = Mode::ci, .commit = &commit, .is_tip = true};
  const Place older{.mode = Mode::ci, .commit = &commit};
  const Place shared{.mode = Mode::ci, .commit = &commit, .is_tip = true, .shared = "main"};
  EXPECT_EQ(help_for(mended_by(Mend::message), "", last),
            "git commit --amend && git push --force-with-lease");
  EXPECT_EQ(help_for(mended_by(Mend::message), "", older),
            "git rebase -i 4f2a9c1^, mark 4f2a9c1 as `reword`, then git push --force-with-lease");
  EXPECT_EQ(help_for(mended_by(Mend::remove, "keep it elsewhere"), "a.bin", shared),
            "git rm --cached a.bin && git commit --amend --no-edit && git push --force-with-lease "
            "(others have `main` already: agree with them first); keep it elsewhere");
  EXPECT_EQ(help_for(mended_by(Mend::none, "mend it"), "", last), "mend it");
}

TEST(Help, ARootCommitHasNoParentToRebaseFrom) {
  const Commit root = commit_with_parents(0);
  const Place place{.commit = &root, .is_tip = false};
  EXPECT_EQ(help_for(mended_by(Mend::message), "", place), "git rebase -i --root, mark 4f2a9c1 as `reword`");
}

TEST(Help, ADraftIsUnstagedOrWrittenAgain) {
  const Place first{.mode = Mode::pre_commit, .has_head = false};
  const Place later{.mode = Mode::pre_commit, .has_head = true};
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", first), "git rm --cached a.bin");
  EXPECT_EQ(help_for(mended_by(Mend::remove), "a.bin", later), "git restore --staged a.bin");
  const Place message{.mode = Mode::commit_msg, .message_file = ".git/COMMIT_EDITMSG"};
  EXPECT_EQ(help_for(mended_by(Mend::message), "", message),
            "your message is kept: git commit --edit --file=.git/COMMIT_EDITMSG");
}

TEST(Help, ANotebookIsCleanedAndCommittedAgain) {
  const Commit commit = commit_with_parents(1);
  EXPECT_EQ(help_for(mended_by(Mend::clean), "a b.ipynb", {.commit = &commit, .is_tip = true}),
            "expgate fix 'a b.ipynb' && git add 'a b.ipynb' && git commit --amend --no-edit");
  EXPECT_EQ(
      help_for(mended_by(Mend::clean), "a.ipynb", {.commit = &commit}),
      "git rebase -i 4f2a9c1^, mark 4f2a9c1 as `edit`, then expgate fix a.ipynb && git add a.ipynb && git "
      "commit --amend --no-edit && git rebase --continue");
  EXPECT_EQ(help_for(mended_by(Mend::clean), "a.ipynb", {.mode = Mode::pre_commit}),
            "expgate fix --staged a.ipynb, and commit again");
  EXPECT_EQ(help_for(mended_by(Mend::clean), "a.ipynb", {.mode = Mode::pre_commit, .is_passing_index = true}),
            "expgate fix a.ipynb, and commit again");
}

TEST(Help, AdviceAloneStandsAlone) {
  EXPECT_EQ(help_for(mended_by(Mend::none, "open a merge request"), "", {}), "open a merge request");
}

}  // namespace
}  // namespace expgate::engine
