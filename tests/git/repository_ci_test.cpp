#include <algorithm>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

// A commit of fast-import: its mark, its parents' marks, minutes since the first one, and one file.
std::string commit(int mark, const std::vector<int>& parents, int minutes, const std::string& path,
                   const std::string& content) {
  std::string text = "commit refs/import/x\nmark :" + std::to_string(mark) + "\ncommitter A <a@b> " +
                     std::to_string(1'700'000'000 + minutes * 60) + " +0000\ndata 1\nx\n";
  const char* verb = "from";
  for (const int parent : parents) {
    text += std::string(verb) + " :" + std::to_string(parent) + "\n";
    verb = "merge";
  }
  if (parents.empty()) text += "deleteall\n";
  return text + "M 644 inline " + path + "\ndata " + std::to_string(content.size()) + "\n" + content + "\n\n";
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

TEST(RefsLeadingTo, AreThoseThatContainTheCommit) {
  TemporaryRepository real;
  auto oids =
      real.import(commit(1, {}, 0, "a", "1") + commit(2, {1}, 1, "b", "1") + commit(3, {2}, 2, "c", "1") +
                  commit(4, {1}, 3, "d", "1") + commit(5, {4, 3}, 4, "e", "1"));
  real.git({"update-ref", "refs/heads/main", oids[1].hex()});
  real.git({"update-ref", "refs/heads/same", oids[2].hex()});
  real.git({"update-ref", "refs/heads/child", oids[3].hex()});
  real.git({"update-ref", "refs/heads/beside", oids[4].hex()});
  real.git({"update-ref", "refs/heads/merge", oids[5].hex()});
  real.git({"update-ref", "refs/other/x", oids[5].hex()});
  real.git({"-c", "user.name=A", "-c", "user.email=a@b", "tag", "-m", "x", "annotated", oids[3].hex()});
  real.git({"update-ref", "refs/tags/tree",
            std::string(trim(real.git({"rev-parse", oids[1].hex() + "^{tree}"})))});
  const std::vector<std::string> expected{"refs/heads/child", "refs/heads/merge", "refs/heads/same",
                                          "refs/tags/annotated"};
  EXPECT_EQ(sorted(*real.open()->refs_leading_to(oids[2])), expected);
  real.git({"pack-refs", "--all"});
  EXPECT_EQ(sorted(*real.open()->refs_leading_to(oids[2])), expected);
}

// Clocks differ by minutes; a commit that calls itself older than its parent by days is not followed.
TEST(RefsLeadingTo, BearClocksThatDiffer) {
  TemporaryRepository real;
  constexpr int kHour = 60;
  auto oids = real.import(commit(1, {}, 100 * kHour, "a", "1") + commit(2, {1}, 99 * kHour, "b", "1") +
                          commit(3, {2}, 101 * kHour, "c", "1"));
  real.git({"update-ref", "refs/heads/x", oids[3].hex()});
  EXPECT_EQ(real.open()->refs_leading_to(oids[1])->size(), 1U);
}

std::string file_in(Repository& repository, const Oid& tree, const std::string& path) {
  const auto file = repository.file(tree, path);
  if (!file || !*file) return "";
  return repository.content((*file)->oid).value_or("unreadable");
}

TEST(MergedTree, HasWhatBothHave) {
  TemporaryRepository real;
  const std::string lines = "1\n2\n3\n4\n5\n";
  auto oids = real.import(commit(1, {}, 0, "both", lines) + commit(2, {1}, 1, "both", "0\n" + lines) +
                          commit(3, {1}, 2, "both", lines + "6\n") + commit(4, {3}, 3, "new", "x") +
                          commit(5, {1}, 4, "both", "zero\n" + lines));
  const auto repository = real.open();
  const auto before = real.git({"count-objects"});
  const auto tree = repository->merged_tree(oids[2], oids[4]);
  ASSERT_TRUE(tree) << tree.error().message;
  ASSERT_TRUE(*tree);
  EXPECT_EQ(file_in(*repository, **tree, "both"), "0\n" + lines + "6\n");
  EXPECT_EQ(file_in(*repository, **tree, "new"), "x");
  EXPECT_EQ(real.git({"count-objects"}), before) << "nothing is written";
  EXPECT_FALSE(repository->merged_tree(oids[2], oids[5])->has_value()) << "a conflict";
  EXPECT_TRUE(repository->merged_tree(oids[5], oids[4])->has_value()) << "a second merge in one run";
}

// The tree that git itself makes of the merge, or "conflict".
std::string merged_by_git(TemporaryRepository& real, const Oid& ours, const Oid& theirs) {
  try {
    const std::string said = real.git({"merge-tree", "--write-tree", ours.hex(), theirs.hex()});
    return std::string(trim(said));
  } catch (const std::exception&) {
    return "conflict";
  }
}

TEST(MergedTree, IsTheOneThatGitMakes) {
  TemporaryRepository real;
  const auto parents = [](int mark) { return std::vector<int>{mark}; };
  std::string renamed = commit(7, parents(1), 7, "a/moved", "1\n2\n3\n4\n5\n6\n7\n8\n");
  renamed.insert(renamed.rfind("\n"), "D a/one\n");
  std::string folder_for_file = commit(9, parents(1), 9, "a/two/x", "x");
  folder_for_file.insert(folder_for_file.find("M 644"), "D a/two\n");
  auto oids = real.import(commit(1, {}, 0, "a/one", "1\n2\n3\n4\n5\n6\n7\n8\n") +
                          commit(2, parents(1), 1, "a/two", "2") +
                          commit(3, parents(2), 2, "a/one", "0\n1\n2\n3\n4\n5\n6\n7\n8\n") +
                          commit(4, parents(1), 3, "b/c/d", "4") +
                          commit(5, parents(1), 4, "a/one", "1\n2\n3\n4\n5\n6\n7\n8\n9\n") +
                          commit(6, parents(1), 5, "a.b", "6") + renamed +
                          commit(8, parents(1), 8, "a/two", "eight") + folder_for_file);
  const auto repository = real.open();
  int merged = 0;
  for (int one = 1; one <= 9; ++one) {
    for (int other = 1; other <= 9; ++other) {
      const auto tree = repository->merged_tree(oids[one], oids[other]);
      ASSERT_TRUE(tree) << tree.error().message;
      EXPECT_EQ(*tree ? (*tree)->hex() : "conflict", merged_by_git(real, oids[one], oids[other]))
          << one << " and " << other;
      merged += *tree ? 1 : 0;
    }
  }
  EXPECT_GT(merged, 60) << "most of them do not conflict";
}

TEST(Revision, IsWhatGitTakesItFor) {
  TemporaryRepository real;
  auto oids = real.import(commit(1, {}, 0, "a", "1") + commit(2, {1}, 1, "b", "1"));
  real.git({"update-ref", "refs/heads/main", oids[2].hex()});
  const auto repository = real.open();
  EXPECT_EQ(*repository->revision("main~1"), oids[1]);
  EXPECT_EQ(*repository->revision(oids[2].hex().substr(0, 8)), oids[2]);
  EXPECT_FALSE(repository->revision("nothing")->has_value());
  EXPECT_FALSE(repository->revision("main~7")->has_value());
}

TEST(IsPartial, IsToldByTheConfiguration) {
  TemporaryRepository real;
  EXPECT_FALSE(*real.open()->is_partial());
  real.git({"config", "remote.origin.promisor", "true"});
  EXPECT_TRUE(*real.open()->is_partial());
}

}  // namespace
}  // namespace expgate::git
