#include "support/verdict.h"

namespace expgate::test {
namespace {

constexpr std::string_view kRule = "commit-atomic";

const std::vector<std::string> kFour = {"configs/vit.yaml", "datasets/cifar.py", "models/vit.py", "train.py"};

TEST(CommitAtomic, FourAreasAreTooMany) {
  EXPECT_TRUE(catches(kRule, "", commit_of(kFour),
                      "the commit touches 4 areas, more than 3: configs (`configs/vit.yaml`), data "
                      "(`datasets/cifar.py`), models (`models/vit.py`), training (`train.py`) | "));
  EXPECT_TRUE(catches(kRule, "", commit_of(kFour), "git add -p"));
  EXPECT_TRUE(catches(
      kRule, "", commit_of({"src/data/a.py", "src/models/a.py", "src/configs/a.yaml", "src/training/a.py"})));
  EXPECT_TRUE(catches(kRule, "", commit_of({"a.ipynb", "Dockerfile", "eval.py", "dataset.py"})));
}

TEST(CommitAtomic, FewerAreNot) {
  EXPECT_TRUE(catches_not(kRule, "", commit_of({})));
  EXPECT_TRUE(catches_not(kRule, "", commit_of({"models/vit.py", "configs/vit.yaml", "train.py"})));
  EXPECT_TRUE(catches_not(
      kRule, "", commit_of({"models/a.py", "models/b.py", "models/c/d.py", "networks/e.py", "model.py"})));
  EXPECT_TRUE(catches_not(kRule, "",
                          commit_of({"configs/model/a.yaml", "configs/data/a.yaml", "configs/train/a.yaml",
                                     "configs/eval/a.yaml", "configs/config.yaml"})))
      << "all of them are configs";
  EXPECT_TRUE(
      catches_not(kRule, "", commit_of({"src/a.cpp", "lib/b.cpp", "tools/c.sh", "app/d.js", "e.txt"})));
}

TEST(CommitAtomic, TestsAndDocumentsGoAlong) {
  EXPECT_TRUE(catches_not(kRule, "",
                          commit_of({"models/vit.py", "configs/vit.yaml", "train.py", "tests/data/a.py",
                                     "docs/eval/a.py", "README.md", "results/eval/a.json"})));
}

TEST(CommitAtomic, LimitAndAreasAreOptions) {
  EXPECT_TRUE(catches(kRule, "limit: 1", commit_of({"models/a.py", "train.py"}), "2 areas, more than 1"));
  EXPECT_TRUE(catches_not(kRule, "limit: 4", commit_of(kFour)));
  constexpr std::string_view kOwn =
      "limit: 1, areas: ['ui = web/', 'core = /src/*.{c,h}', 'core = lib/**'], ignore: ['*.txt']";
  EXPECT_TRUE(catches(kRule, kOwn, commit_of({"web/a.js", "src/a.c"}), "core (`src/a.c`), ui (`web/a.js`)"));
  EXPECT_TRUE(catches_not(kRule, kOwn, commit_of({"lib/a/b.c", "src/a.c", "web/a.txt", "train.py"})));
  EXPECT_THROW(judge(kRule, "areas: [models]", commit_of({})), std::runtime_error);
  EXPECT_THROW(judge(kRule, "areas: ['= a']", commit_of({})), std::runtime_error);
}

TEST(CommitAtomic, MergesRevertsAndFirstCommitsAreLeftAlone) {
  CommitCase merged = commit_of(kFour);
  merged.commit.parents.resize(2);
  EXPECT_TRUE(catches_not(kRule, "", merged));
  CommitCase first = commit_of(kFour);
  first.commit.parents.clear();
  EXPECT_TRUE(catches_not(kRule, "", first));
  CommitCase revert = commit_of(kFour);
  revert.commit.message =
      "Revert \"feat: add ViT\"\n\nThis reverts commit 0123456789012345678901234567890123456789.\n";
  EXPECT_TRUE(catches_not(kRule, "", revert));
  revert.commit.message = "Revert \"feat: add ViT\"\n";
  EXPECT_TRUE(catches(kRule, "", revert)) << "it only says so";
}

TEST(CommitAtomic, FilesThatOnlyMovedDoNotCount) {
  CommitCase moved = commit_of(kFour);
  moved.introduced["train.py"] = "the same";
  moved.replaced["scripts/run.py"] = "the same";
  EXPECT_TRUE(catches_not(kRule, "", moved));
  moved.replaced["scripts/run.py"] = "not the same";
  EXPECT_TRUE(catches(kRule, "", moved));
}

TEST(CommitAtomic, TheAdviceIsForWhereTheCommitLies) {
  CommitCase lying = commit_of(kFour);
  EXPECT_TRUE(catches(kRule, "", lying, "run `git reset -N`, then `git add -p`"));
  lying.commit.oid = *Oid::parse("4f2a9c1000000000000000000000000000000000");
  EXPECT_TRUE(catches(kRule, "", lying,
                      "run `git rebase -i 4f2a9c1^` and mark `4f2a9c1` as `edit`; run `git reset -N HEAD^`"));
}

}  // namespace
}  // namespace expgate::test
