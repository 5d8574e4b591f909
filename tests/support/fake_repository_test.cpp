#include "support/fake_repository.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

std::string paths(const Result<std::vector<File>>& files) {
  if (!files) return "error";
  std::string text;
  for (const File& file : *files) text += (text.empty() ? "" : " ") + file.path;
  return text;
}

// The names of the commits that a push of `tips` brings to the refs below `prefix`, in order.
std::string reached(FakeRepository& repo, std::vector<Oid> tips, const std::string& prefix,
                    std::string_view names) {
  const ReachScope scope{std::move(tips), {}, [&](std::string_view ref) { return ref.starts_with(prefix); }};
  const auto found = repo.first_reached({&scope, 1}, Effort::exact);
  if (!found) return "error";
  std::string text;
  for (const Reached& commit : found->commits) {
    for (const char name : names) {
      if (repo.oid(std::string(1, name)) == commit.oid) text += name;
    }
  }
  return text;
}

TEST(FakeRepository, DrawsLinesForksAndMerges) {
  FakeRepository repo("A-B-C; B-D; E:C,D-F");
  EXPECT_TRUE(repo.commit(repo.oid("A"))->parents.empty());
  EXPECT_EQ(repo.commit(repo.oid("D"))->parents, std::vector<Oid>{repo.oid("B")});
  EXPECT_EQ(repo.commit(repo.oid("E"))->parents, (std::vector<Oid>{repo.oid("C"), repo.oid("D")}));
  EXPECT_EQ(repo.commit(repo.oid("F"))->parents, std::vector<Oid>{repo.oid("E")});
  EXPECT_EQ(repo.commit(repo.oid("F"))->message, "feat: add f\n");
  EXPECT_EQ(*repo.merge_base(repo.oid("C"), repo.oid("D")), repo.oid("B"));
  EXPECT_TRUE(*repo.is_ancestor(repo.oid("D"), repo.oid("F")));
  EXPECT_FALSE(*repo.is_ancestor(repo.oid("D"), repo.oid("C")));
  EXPECT_THROW(FakeRepository("A-B; C-B"), std::logic_error);
  EXPECT_THROW(FakeRepository("B:A"), std::logic_error);
}

TEST(FakeRepository, FirstReachedIsTheDifferenceOfAncestors) {
  FakeRepository repo("A-B-C; B-D; E:C,D");
  EXPECT_EQ(reached(repo, {repo.oid("E")}, "refs/heads/", "ABCDE"), "ABCDE");
  repo.ref("refs/heads/main", "C");
  EXPECT_EQ(reached(repo, {repo.oid("E")}, "refs/heads/", "ABCDE"), "DE");
  EXPECT_EQ(reached(repo, {repo.oid("E")}, "refs/heads/exp/", "ABCDE"), "ABCDE");
  repo.ref("refs/keep-around/1", "D");  // came in without the gate
  EXPECT_EQ(reached(repo, {repo.oid("E")}, "refs/", "ABCDE"), "DE");
  repo.tag("v1", "D");
  repo.ref("refs/tags/v1", "v1");
  EXPECT_EQ(reached(repo, {repo.oid("E")}, "refs/", "ABCDE"), "E");
}

TEST(FakeRepository, IntroducedDiffersFromEveryParent) {
  FakeRepository repo("A-B; A-C; D:B,C");
  repo.add("A", "train.py", "1");
  repo.add("B", "models/x.pth", 6000);
  repo.add("C", "train.py", "2");
  EXPECT_EQ(paths(repo.introduced(*repo.commit(repo.oid("A")))), "train.py");
  EXPECT_EQ(paths(repo.introduced(*repo.commit(repo.oid("B")))), "models/x.pth");
  EXPECT_EQ(paths(repo.introduced(*repo.commit(repo.oid("D")))), "");
  repo.add("D", "train.py", "3");
  EXPECT_EQ(paths(repo.introduced(*repo.commit(repo.oid("D")))), "train.py");
  repo.remove("D", "models/x.pth");
  const Oid tree = repo.commit(repo.oid("D"))->tree;
  EXPECT_EQ(paths(repo.files(tree, *text::GlobSet::compile({"*.py", "*.pth"}))), "train.py");
  EXPECT_EQ(paths(repo.files(repo.commit(repo.oid("B"))->tree, *text::GlobSet::compile({"models/"}))),
            "models/x.pth");
  EXPECT_EQ(paths(repo.changed(repo.commit(repo.oid("B"))->tree, tree)), "models/x.pth train.py");
}

TEST(FakeRepository, AFileOfASizeMayNotBeRead) {
  FakeRepository repo("A");
  repo.add("A", "a.bin", 5);
  repo.add("A", "b.txt", "text");
  const Oid tree = repo.commit(repo.oid("A"))->tree;
  EXPECT_EQ(*repo.size((*repo.file(tree, "a.bin"))->oid), 5U);
  EXPECT_THROW((void)repo.content((*repo.file(tree, "a.bin"))->oid), std::logic_error);
  EXPECT_EQ(*repo.content((*repo.file(tree, "b.txt"))->oid), "text");
  EXPECT_EQ(repo.contents_read(), 1);
}

TEST(FakeRepository, WhatIsLostIsAnError) {
  FakeRepository repo("A-B");
  repo.ref("refs/heads/main", "B");
  repo.ref("refs/tags/tree", repo.commit(repo.oid("B"))->tree);
  EXPECT_EQ(*repo.peel_to_commit(**repo.resolve("refs/tags/tree")), std::nullopt);
  EXPECT_EQ(*repo.resolve("refs/heads/dev"), std::nullopt);
  repo.lose("A");
  EXPECT_FALSE(repo.commit(repo.oid("A")).has_value());
  EXPECT_EQ(reached(repo, {repo.oid("B")}, "refs/tags/", "AB"), "error");
  EXPECT_FALSE(repo.peel_to_commit(repo.oid("A")).has_value());
}

}  // namespace
}  // namespace expgate::test
