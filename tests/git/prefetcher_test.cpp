#include "git/prefetcher.h"

#include <string>

#include <gtest/gtest.h>

#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

// `count` commits in a row, of which each brings one more file: part-0, part-1, …
std::vector<Oid> history(TemporaryRepository& repository, int count) {
  std::string stream;
  for (int i = 0; i < count; ++i) {
    const std::string path = "part-" + std::to_string(i);
    stream +=
        "commit refs/heads/main\nmark :" + std::to_string(i + 1) + "\ncommitter A <a@b.c> 1700000000 +0000\n";
    stream += "data 7\nfeat: a\n" + (i > 0 ? "from :" + std::to_string(i) + "\n" : std::string());
    stream += "M 100644 inline " + path + "\ndata " + std::to_string(path.size()) + "\n" + path + "\n";
  }
  std::vector<Oid> commits;
  for (const auto& [mark, oid] : repository.import(stream)) commits.push_back(oid);
  return commits;
}

// The paths that the commit introduces, or what is wrong.
std::string introduced(Repository& repository, const Oid& oid) {
  const auto commit = repository.commit(oid);
  if (!commit) return "error: " + english(commit.error().message);
  const auto files = repository.introduced(*commit);
  if (!files) return "error: " + english(files.error().message);
  std::string paths;
  for (const File& file : *files) paths += (paths.empty() ? "" : " ") + file.path;
  return paths;
}

constexpr int kMany = 400;  // more than the thread works out ahead

TEST(Prefetcher, TellsWhatIsToldWithoutIt) {
  TemporaryRepository real;
  const std::vector<Oid> commits = history(real, kMany);
  ASSERT_EQ(commits.size(), std::size_t{kMany});
  const auto repository = real.open();
  ASSERT_TRUE(repository->expect_introduced(commits));
  for (std::size_t i = 0; i < commits.size(); ++i)
    EXPECT_EQ(introduced(*repository, commits[i]), "part-" + std::to_string(i));
}

TEST(Prefetcher, MayBeAskedForSomeOnlyAndOutOfOrder) {
  TemporaryRepository real;
  const std::vector<Oid> commits = history(real, kMany);
  const auto repository = real.open();
  ASSERT_TRUE(repository->expect_introduced(std::span(commits).first(commits.size() - 1)));
  EXPECT_EQ(introduced(*repository, commits[350]), "part-350") << "those before it are passed over";
  EXPECT_EQ(introduced(*repository, commits[7]), "part-7") << "which was let go";
  EXPECT_EQ(introduced(*repository, commits[kMany - 1]), "part-399") << "which nobody expected";
  EXPECT_EQ(introduced(*repository, commits[351]), "part-351");
  EXPECT_EQ(introduced(*repository, commits[351]), "part-351") << "which was taken";
}

TEST(Prefetcher, ACommitIsThatOfTheStoreWheneverItIsAskedFor) {
  TemporaryRepository real;
  const std::vector<Oid> commits = history(real, kMany);
  const auto plain = real.open();
  const auto repository = real.open();
  ASSERT_TRUE(repository->expect_introduced(commits));
  for (const std::size_t i : {0, 200, 399, 1, 63, 64, 65, 0}) {
    const auto commit = repository->commit(commits[i]);
    ASSERT_TRUE(commit) << i;
    EXPECT_EQ(commit->tree, plain->commit(commits[i])->tree) << i;
    EXPECT_EQ(commit->oid, commits[i]);
  }
  for (std::size_t i = 0; i < 70; ++i)
    EXPECT_EQ(introduced(*repository, commits[i]), "part-" + std::to_string(i)) << "nothing was let go";
}

TEST(Prefetcher, IsLetGoWithoutBeingAsked) {
  TemporaryRepository real;
  const std::vector<Oid> commits = history(real, kMany);
  const auto repository = real.open();
  ASSERT_TRUE(repository->expect_introduced(commits));
  EXPECT_EQ(introduced(*repository, commits[0]), "part-0");
}

TEST(Prefetcher, AMissingTreeIsAnErrorOfItsCommitAlone) {
  TemporaryRepository real;
  std::vector<Oid> commits = history(real, kMany);
  const std::string cut =
      "tree " + std::string(40, '1') + "\nauthor A <a@b.c> 1 +0000\ncommitter A <a@b.c> 1 +0000\n\nfeat: a\n";
  commits[100] =
      Oid::parse(real.git({"hash-object", "-t", "commit", "-w", "--stdin", "--literally"}, cut).substr(0, 40))
          .value();
  const auto repository = real.open();
  ASSERT_TRUE(repository->expect_introduced(commits));
  EXPECT_EQ(introduced(*repository, commits[99]), "part-99");
  EXPECT_NE(introduced(*repository, commits[100]).find("error: cannot read tree 1111"), std::string::npos);
  EXPECT_EQ(introduced(*repository, commits[101]), "part-101");
}

}  // namespace
}  // namespace expgate::git
