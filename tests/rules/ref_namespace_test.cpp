#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(RefNamespace, BranchesAndTagsPass) {
  for (const char* ref : {"refs/heads/main", "refs/heads/feature/a/b", "refs/tags/v1", "refs/tags/exp/vit",
                          "refs/heads/refs/notes/x"}) {
    EXPECT_TRUE(catches_not("ref-namespace", "", created(ref))) << ref;
    EXPECT_TRUE(catches_not("ref-namespace", "", updated(ref))) << ref;
    EXPECT_TRUE(catches_not("ref-namespace", "", forced(ref))) << ref;
    EXPECT_TRUE(catches_not("ref-namespace", "", deleted(ref))) << ref;
  }
}

TEST(RefNamespace, NothingElseDoes) {
  struct Case {
    const char* ref;
    const char* says;
  };
  constexpr Case kCases[] = {
      {"refs/replace/4f2a9c1", "would put one object in the place of another"},
      {"refs/notes/commits", "is neither a branch nor a tag"},
      {"refs/notes/commits", "merge request"},
      {"refs/remotes/origin/main", "push branches and tags instead"},
      {"refs/stash", "make it a branch"},
      {"refs/for/main", "push it as a branch"},
      {"refs/headsx/main", "is neither a branch nor a tag"},
      {"refs/Heads/main", "is neither a branch nor a tag"},
      {"heads/main", "is neither a branch nor a tag"},
      {"refs/merge-requests/1/head", "belongs to the server"},
      {"refs/keep-around/4f2a9c1", "belongs to the server"},
      {"refs/pipelines/1", "belongs to the server"},
      {"refs/environments/prod", "belongs to the server"},
      {"refs/tmp/x", "belongs to the server"},
      {"refs/pull/1/head", "belongs to the server"},
      {"HEAD", "one part only"},
      {"refs/heads/a b", "it holds a space"},
      {"refs/tags/a\x1b[31m", "`refs/tags/a\\x1B[31m` is not a name for a ref"},
      {"refs/heads/a\nx", "`refs/heads/a\\nx` is not a name for a ref"},
  };
  for (const Case& each : kCases) {
    EXPECT_TRUE(catches("ref-namespace", "", created(each.ref), each.says)) << each.ref;
    EXPECT_TRUE(catches("ref-namespace", "", updated(each.ref), each.says)) << each.ref;
  }
}

TEST(RefNamespace, WhatShouldNotBeThereMayBeDeleted) {
  for (const char* ref : {"refs/replace/4f2a9c1", "refs/notes/commits", "refs/heads/a..b", "refs/stash"}) {
    EXPECT_TRUE(catches_not("ref-namespace", "", deleted(ref))) << ref;
  }
  EXPECT_TRUE(catches("ref-namespace", "", deleted("refs/keep-around/4f2a9c1"), "belongs to the server"));
}

TEST(RefNamespace, TheCommandNamesTheReplacedObject) {
  const Violations found = judge("ref-namespace", "", created("refs/replace/4f2a9c1"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].remedy.commands, (Commands{{"git", "replace", "-d", "4f2a9c1"}}));
}

TEST(RefNamespace, ATreeOrABlobHasNoHistory) {
  RefCase tag = created("refs/tags/junk");
  tag.is_commit = false;
  EXPECT_TRUE(catches("ref-namespace", "", tag, "tag `junk` points to a tree or a file"));
  tag.does = RefCase::Does::force;
  EXPECT_TRUE(catches("ref-namespace", "", tag, "tag `junk` points to a tree or a file"));
  tag.does = RefCase::Does::remove;
  EXPECT_TRUE(catches_not("ref-namespace", "", tag));
  RefCase branch = created("refs/heads/junk");
  branch.is_commit = false;
  EXPECT_TRUE(catches("ref-namespace", "", branch, "branch `junk` points to a tree or a file"));
}

}  // namespace
}  // namespace expgate::test
