#include "git/index_diff.h"

#include <fstream>
#include <iterator>
#include <random>

#include <gtest/gtest.h>

#include "input/pre_commit.h"
#include "support/temporary_repository.h"

namespace expgate::git {
namespace {

using test::TemporaryRepository;

std::vector<std::string> shown(const std::vector<StagedChange>& changes) {
  std::vector<std::string> lines;
  for (const StagedChange& each : changes)
    lines.push_back(std::to_string(each.file.old_mode) + " " + std::to_string(each.file.mode) + " " +
                    each.file.oid.hex() + (each.is_removed ? " gone " : " ") + each.file.path);
  return lines;
}

// What git says.
std::vector<std::string> as_git_has_it(TemporaryRepository& real, const Oid& tree) {
  const auto changes = input::parse_raw_diff(
      real.git({"diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", tree.hex()}));
  return changes ? shown(*changes) : std::vector<std::string>{"error"};
}

// What we say; "left to git" where we do not.
std::vector<std::string> as_we_have_it(TemporaryRepository& real, const Oid& tree) {
  const auto changes = real.open()->staged_changes(tree);
  return changes ? shown(*changes) : std::vector<std::string>{"left to git"};
}

// Stages lines of `git update-index --index-info`.
void stage(TemporaryRepository& real, const std::string& lines) {
  real.git({"update-index", "--index-info"}, lines);
}

std::string oid_of(unsigned number) {
  return std::string(39, 'a') + std::to_string(number % 10);
}

Oid written_tree(TemporaryRepository& real) {
  return *Oid::parse(real.git({"write-tree", "--missing-ok"}).substr(0, 40));
}

// Names that come in another order as folders than as files, files that become folders, links, submodules.
TEST(IndexDiff, IsWhatGitSays) {
  TemporaryRepository real;
  std::mt19937 random(20261130);
  const std::vector<std::string> paths{"a",     "a.b",     "a-",    "a/x",       "a/y",   "a0", "b/c",
                                       "b/c/d", "b/c/d/e", "b/c.d", "b/c.d/e/f", "b/c-e", "m",  "z/z/z/z"};
  const std::vector<std::string> modes{"100644", "100644", "100755", "120000", "160000"};
  std::vector<Oid> trees{Oid::empty_tree(ObjectFormat::sha1)};
  std::size_t differing = 0;
  for (int round = 0; round < 40; ++round) {
    std::string lines;
    for (unsigned i = 0; i <= random() % 6; ++i) {
      const std::string& path = paths[random() % paths.size()];
      lines += random() % 3 == 0
                   ? "0 " + std::string(40, '0') + "\t" + path + "\n"
                   : modes[random() % modes.size()] + " " + oid_of(random()) + "\t" + path + "\n";
    }
    stage(real, lines);
    for (const std::size_t place : {trees.size() - 1, random() % trees.size()}) {
      const auto expected = as_git_has_it(real, trees[place]);
      ASSERT_EQ(as_we_have_it(real, trees[place]), expected) << lines;
      differing += expected.size();
    }
    if (random() % 2 == 0) trees.push_back(written_tree(real));  // git then knows the trees of all folders
  }
  EXPECT_GT(differing, 200U);
  EXPECT_EQ(as_we_have_it(real, Oid{}), as_git_has_it(real, trees.front()));
}

TEST(IndexDiff, IsTheSameOfAnIndexWithShortPaths) {
  TemporaryRepository real;
  stage(real, "100644 " + oid_of(1) + "\ta/" + std::string(300, 'x') + "\n100644 " + oid_of(2) + "\ta/" +
                  std::string(300, 'x') + "y\n100755 " + oid_of(3) + "\tb\n");
  const Oid tree = written_tree(real);
  stage(real, "100644 " + oid_of(4) + "\ta/z\n");
  const auto expected = as_git_has_it(real, tree);
  ASSERT_EQ(expected.size(), 1U);
  real.git({"update-index", "--force-write-index", "--index-version", "4"});
  EXPECT_EQ(as_we_have_it(real, tree), expected);
  EXPECT_EQ(as_we_have_it(real, Oid{}), as_git_has_it(real, Oid::empty_tree(ObjectFormat::sha1)));
}

// A cached tree that is not the index's own would hide what is staged.
TEST(IndexDiff, ATreeThatIsKnownIsPassedOver) {
  TemporaryRepository real;
  stage(real, "100644 " + oid_of(1) + "\ta/b/c\n100644 " + oid_of(2) + "\ta/d\n");
  const Oid tree = written_tree(real);
  std::ifstream file(real.folder() + "/index", std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const auto index = IndexFile::read(bytes, ObjectFormat::sha1);
  ASSERT_TRUE(index);
  EXPECT_EQ(index->tree().oid, tree);
  EXPECT_EQ(index->tree().entries, 2U);
  ASSERT_NE(index->tree().folder("a"), nullptr);
  ASSERT_NE(index->tree().folder("a")->folder("b"), nullptr);
  EXPECT_EQ(index->tree().folder("a")->folder("b")->entries, 1U);
  EXPECT_EQ(index->tree().folder("b"), nullptr);
  stage(real, "100644 " + oid_of(3) + "\ta/d\n");
  EXPECT_EQ(as_we_have_it(real, tree), as_git_has_it(real, tree));
}

TEST(IndexDiff, ATreeThatCannotBeReadIsLeftToGit) {
  TemporaryRepository real;
  stage(real, "100644 " + oid_of(1) + "\ta\n");
  EXPECT_EQ(as_we_have_it(real, *Oid::parse(oid_of(7))), std::vector<std::string>{"left to git"});
  const std::string backwards = real.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"},
                                         "100644 b" + std::string(1, '\0') + std::string(20, 'x') +
                                             "100644 a" + std::string(1, '\0') + std::string(20, 'x'));
  EXPECT_EQ(as_we_have_it(real, *Oid::parse(backwards.substr(0, 40))),
            std::vector<std::string>{"left to git"});
}

// `fix` changes the index and judges what is left of it.
TEST(IndexDiff, AnIndexThatWasChangedIsReadAnew) {
  TemporaryRepository real;
  stage(real, "100644 " + oid_of(1) + "\ta\n100644 " + oid_of(2) + "\tb\n");
  const auto repository = real.open();
  const Oid tree = Oid::empty_tree(ObjectFormat::sha1);
  ASSERT_EQ(shown(*repository->staged_changes(tree)).size(), 2U);
  const auto staged = [&] {
    std::string paths;
    const auto all = *text::GlobSet::compile({"*"});
    EXPECT_TRUE(*repository->visit_staged(all, [&](std::string_view path, auto&&...) { paths += path; }));
    return paths;
  };
  EXPECT_EQ(staged(), "ab");
  real.git({"rm", "-q", "--cached", "a"});
  EXPECT_EQ(shown(*repository->staged_changes(tree)), as_git_has_it(real, tree));
  EXPECT_EQ(staged(), "b");
}

TEST(IndexDiff, OldModesAreReadAsGitReadsThem) {
  TemporaryRepository real;
  stage(real, "100644 " + oid_of(1) + "\ta\n100755 " + oid_of(1) + "\tb\n");
  const std::string raw(20, '\xaa');
  std::string oid = raw;
  oid.back() = '\xa1';
  const std::string old =
      real.git({"hash-object", "-t", "tree", "-w", "--stdin", "--literally"},
               "100664 a" + std::string(1, '\0') + oid + "100775 b" + std::string(1, '\0') + oid);
  const Oid tree = *Oid::parse(old.substr(0, 40));
  EXPECT_EQ(as_we_have_it(real, tree), as_git_has_it(real, tree));
  EXPECT_TRUE(as_we_have_it(real, tree).empty());
}

}  // namespace
}  // namespace expgate::git
