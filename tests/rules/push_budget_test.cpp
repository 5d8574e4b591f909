#include "support/fake_oid.h"
#include "support/verdict.h"

namespace expgate::test {
namespace {

std::vector<QuarantinedObject> blobs(std::size_t number, std::uint64_t size) {
  std::vector<QuarantinedObject> list;
  for (std::size_t n = 0; n < number; ++n)
    list.push_back({fake_oid(std::to_string(n)), ObjectKind::blob, size});
  return list;
}

std::vector<QuarantinedObject> one(ObjectKind kind, std::uint64_t size) {
  return {{fake_oid("one"), kind, size}};
}

TEST(PushBudget, RefsAreCountedBeforeAnythingElse) {
  EXPECT_TRUE(catches("push-budget", "", PushCase{.refs = 101, .may_be_counted = false},
                      "updates 101 refs, over the budget of 100"));
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.refs = 100}));
  EXPECT_TRUE(
      judge("push-budget", "", PushCase{.refs = 10'000, .may_be_counted = false}).front().ends_judging);
  EXPECT_TRUE(catches_not("push-budget", "max_refs: 10000", PushCase{.refs = 10'000}));
}

TEST(PushBudget, Commits) {
  EXPECT_TRUE(catches("push-budget", "", PushCase{.commits = 10'001},
                      "brings 10001 commits, over the budget of 10000"));
  EXPECT_TRUE(catches("push-budget", "", PushCase{.commits = 80'000}, "in steps"));
  EXPECT_TRUE(judge("push-budget", "", PushCase{.commits = 80'000}).front().ends_judging);
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.commits = 10'000}));
}

TEST(PushBudget, WhatCommitsAndTagsHoldIsAddedToThat) {
  std::vector<QuarantinedObject> quarantined = blobs(150, 1_MiB);
  for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tag, ObjectKind::tree})
    for (int n = 0; n < 25; ++n) quarantined.push_back({fake_oid("x" + std::to_string(n)), kind, 1_MiB});
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = quarantined}));
  quarantined.push_back({fake_oid("y"), ObjectKind::tag, 1});
  EXPECT_TRUE(catches("push-budget", "", PushCase{.quarantined = quarantined},
                      "the new files, commits and tags of this push hold 200 MiB"));
}

TEST(PushBudget, TheBytesOfNewFilesAreAddedUp) {
  EXPECT_TRUE(catches("push-budget", "", PushCase{.quarantined = blobs(201, 1_MiB)},
                      "hold 201 MiB, over the budget of 200 MiB"));
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = blobs(200, 1_MiB)}));
  EXPECT_TRUE(
      catches("push-budget", "", PushCase{.quarantined = blobs(3, UINT64_MAX / 2)}, "over the budget"));
  EXPECT_FALSE(judge("push-budget", "", PushCase{.quarantined = blobs(1, 300_MiB)}).front().ends_judging)
      << "which file it is, max-file-size says";
  EXPECT_TRUE(
      catches_not("push-budget", "max_bytes: 1 KiB", PushCase{.quarantined = one(ObjectKind::tree, 2_KiB)}))
      << "trees are no files";
}

TEST(PushBudget, TheNumberOfNewFilesOnlyWhereItIsAskedFor) {
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = blobs(100'000, 10)}));
  EXPECT_TRUE(
      catches("push-budget", "max_files: 1000", PushCase{.quarantined = blobs(1'001, 10)}, "1001 new files"));
  EXPECT_TRUE(catches_not("push-budget", "max_files: 1000", PushCase{.quarantined = blobs(1'000, 10)}));
}

TEST(PushBudget, TreesThatCommitsNameHaveABudgetOfTheirOwn) {
  std::vector<QuarantinedObject> trees;
  for (int n = 0; n < 2001; ++n)
    trees.push_back({fake_oid("t" + std::to_string(n)), ObjectKind::tree, 1_MiB});
  EXPECT_TRUE(catches("push-budget", "", PushCase{.quarantined = trees},
                      "the trees of this push hold 2 GiB, over the budget of 2 GiB"));
  trees.pop_back();
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = trees}));
  EXPECT_TRUE(catches("push-budget", "", PushCase{.quarantined = trees, .nameless_tree_bytes = 201_MiB},
                      "the trees of this push hold 201 MiB, over the budget of 200 MiB"))
      << "others are as good as files";
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = trees, .nameless_tree_bytes = 200_MiB}));
}

TEST(PushBudget, AHeaderIsNoPlaceForData) {
  for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tag}) {
    const PushCase large{.quarantined = one(kind, 100_KiB), .header = 64_KiB + 1};
    EXPECT_TRUE(catches("push-budget", "", large, "in front of its message, over the limit of 64 KiB"));
    EXPECT_TRUE(
        catches_not("push-budget", "", PushCase{.quarantined = one(kind, 100_KiB), .header = 64_KiB}));
  }
}

TEST(PushBudget, ASingleObjectThatIsNoFile) {
  for (const ObjectKind kind : {ObjectKind::commit, ObjectKind::tree, ObjectKind::tag}) {
    const PushCase large{.quarantined = one(kind, 1_MiB + 1), .may_be_counted = false};
    EXPECT_TRUE(catches("push-budget", "", large, "over the limit of 1 MiB")) << static_cast<int>(kind);
    EXPECT_EQ(judge("push-budget", "", large).front().object, fake_oid("one"));
    EXPECT_TRUE(judge("push-budget", "", large).front().ends_judging) << "nobody is to read it";
    EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = one(kind, 1_MiB)}));
  }
  EXPECT_TRUE(catches_not("push-budget", "", PushCase{.quarantined = one(ObjectKind::blob, 2_MiB)}))
      << "that is max-file-size's";
}

}  // namespace
}  // namespace expgate::test
