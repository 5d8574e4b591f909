#include "input/push_above.h"

#include <gtest/gtest.h>

#include "support/words.h"

namespace expgate::input {
namespace {

using test::Words;
using test::words_of;

TEST(PushAbove, OneRefIsToldFromMore) {
  for (const char* one :
       {"origin", "origin main", "-u origin HEAD", "origin +a:b", "--force origin HEAD:refs/heads/x"})
    EXPECT_TRUE(pushes_one_ref(words_of(one))) << one;
  EXPECT_TRUE(pushes_one_ref({}));
  for (const char* more :
       {"origin a b", "--all", "--mirror", "origin --tags", "--follow-tags origin a",
        "origin :", "origin +:", "origin refs/heads/*:refs/heads/*", "-o x origin", "--delete origin x"})
    EXPECT_FALSE(pushes_one_ref(words_of(more))) << more;
}

// A rehearsal that were a push would push what was not checked.
TEST(PushAbove, ARehearsalIsNeverAPush) {
  const auto rehearsal = rehearsal_of({words_of("-c a.b=c"), "push", words_of("-q origin a b")}, 40);
  ASSERT_TRUE(rehearsal);
  EXPECT_EQ(
      join(*rehearsal, " "),
      "git -c a.b=c -c core.abbrev=40 -c push.gpgSign=false -c push.pushOption= push --dry-run --porcelain "
      "--no-verify --no-recurse-submodules --no-push-option -q origin a b --dry-run --porcelain --no-verify "
      "--no-recurse-submodules --no-push-option --verbose");
  const auto with_end = rehearsal_of({{}, "push", words_of("-o -- origin a")}, 64);
  ASSERT_TRUE(with_end);
  EXPECT_EQ(
      join(*with_end, " "),
      "git -c core.abbrev=64 -c push.gpgSign=false -c push.pushOption= push --dry-run --porcelain "
      "--no-verify "
      "--no-recurse-submodules --no-push-option -o --dry-run --porcelain --no-verify --no-recurse-submodules "
      "--no-push-option --verbose -- origin a");
  EXPECT_FALSE(rehearsal_of({{}, "push", words_of("--no-dry-run origin a")}, 40));
  EXPECT_FALSE(rehearsal_of({{}, "push", words_of("--no-dry origin a")}, 40));
}

TEST(PushAbove, AListingIsRead) {
  const auto refs = parse_rehearsal(
      "To ../server.git\n"
      "*\trefs/heads/a:refs/heads/a\t[new branch]\n"
      " \trefs/heads/b:refs/heads/c\t1111..2222\n"
      "+\tHEAD~1:refs/heads/d\t3333...4444 (forced update)\n"
      "-\t:refs/heads/e\t[deleted]\n"
      "=\trefs/heads/f:refs/heads/f\t[up to date]\n"
      "!\trefs/heads/g:refs/heads/g\t[rejected] (non-fast-forward)\n"
      "Done\n");
  ASSERT_TRUE(refs);
  std::string said;
  for (const RehearsedRef& ref : *refs) said += ref.local + "|" + ref.ref + "|" + ref.old + "\n";
  EXPECT_EQ(said,
            "refs/heads/a|refs/heads/a|\nrefs/heads/b|refs/heads/c|1111\nHEAD~1|refs/heads/d|3333\n"
            "|refs/heads/e|\n");
  EXPECT_FALSE(parse_rehearsal("fatal: no such remote\n"));
  EXPECT_FALSE(parse_rehearsal("*\trefs/heads/a:refs/heads/a\t[new branch]\n"));
}

}  // namespace
}  // namespace expgate::input
