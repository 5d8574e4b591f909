#include "engine/ref_scope.h"

#include <gtest/gtest.h>

namespace expgate::engine {
namespace {

bool covers(const std::vector<std::string>& refs, const std::string& ref,
            const std::vector<std::string>& excluded = {}) {
  const auto scope = RefScope::compile(refs, excluded, "refs/heads/trunk");
  EXPECT_TRUE(scope) << scope.error().message;
  return scope->covers(ref);
}

TEST(RefScope, BranchesByNameAndBelowAFolder) {
  EXPECT_TRUE(covers({"main", "exp/*"}, "refs/heads/main"));
  EXPECT_TRUE(covers({"main", "exp/*"}, "refs/heads/exp/vit"));
  EXPECT_TRUE(covers({"main", "exp/*"}, "refs/heads/exp/alice/vit"));
  EXPECT_FALSE(covers({"main", "exp/*"}, "refs/heads/exp"));
  EXPECT_FALSE(covers({"main", "exp/*"}, "refs/heads/experiment/x"));
  EXPECT_FALSE(covers({"main"}, "refs/heads/feature/main"));
  EXPECT_FALSE(covers({"main"}, "refs/heads/mainline"));
  EXPECT_FALSE(covers({"main"}, "refs/tags/main"));
}

TEST(RefScope, FullNamesAreTakenToo) {
  EXPECT_TRUE(covers({"refs/heads/main"}, "refs/heads/main"));
  EXPECT_TRUE(covers({"refs/tags/v*"}, "refs/tags/v1"));
}

TEST(RefScope, TagsOnlyWhereItSaysTags) {
  EXPECT_TRUE(covers({"tags/exp-*"}, "refs/tags/exp-1"));
  EXPECT_TRUE(covers({"tags/*"}, "refs/tags/v1"));
  EXPECT_FALSE(covers({"tags/exp-*"}, "refs/tags/v1"));
  // A branch may call itself tags/…, but that makes it no tag; nor is a tag named exp/x an experiment's
  // branch.
  EXPECT_FALSE(covers({"tags/exp-*"}, "refs/heads/tags/exp-1"));
  EXPECT_FALSE(covers({"exp/*"}, "refs/tags/exp/1"));
}

TEST(RefScope, DefaultIsTheBranchThatHeadNames) {
  EXPECT_TRUE(covers({"@default"}, "refs/heads/trunk"));
  EXPECT_FALSE(covers({"@default"}, "refs/heads/main"));
}

TEST(RefScope, NoGlobsAreEveryRefAndStarsAreTheirKind) {
  for (const char* ref : {"refs/heads/x", "refs/tags/x", "refs/notes/commits", ""})
    EXPECT_TRUE(covers({}, ref)) << ref;
  EXPECT_TRUE(covers({"**"}, "refs/tags/x"));
  EXPECT_TRUE(covers({"*"}, "refs/heads/a/b"));
  EXPECT_FALSE(covers({"*"}, "refs/tags/x"));
  EXPECT_FALSE(covers({"**"}, ""));
}

TEST(RefScope, ExcludedRefsAreOut) {
  EXPECT_FALSE(covers({}, "refs/heads/sandbox/x", {"sandbox/*"}));
  EXPECT_TRUE(covers({}, "refs/heads/feature/x", {"sandbox/*"}));
}

TEST(RefScope, GlobsInTheMiddleAndBraces) {
  EXPECT_TRUE(covers({"release-[0-9]*"}, "refs/heads/release-1.2"));
  EXPECT_FALSE(covers({"release-[0-9]*"}, "refs/heads/release-x"));
  EXPECT_TRUE(covers({"{main,develop}"}, "refs/heads/develop"));
  EXPECT_FALSE(covers({"*.x"}, "refs/heads/main"));
  EXPECT_TRUE(covers({"users/*/exp"}, "refs/heads/users/ada/exp"));
  EXPECT_FALSE(RefScope::compile({"a[b"}, {}, ""));
}

}  // namespace
}  // namespace expgate::engine
