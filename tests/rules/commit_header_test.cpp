#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(CommitHeader, OneFindingWithTheHeaderToType) {
  const Violations violations = judge("commit-header", "", message("feat:add ViT "));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].message, "no space after the colon in `feat:add ViT`");
  EXPECT_EQ(violations[0].advice, "write `feat: add ViT`");
  EXPECT_EQ(violations[0].mend, Mend::message);
  EXPECT_EQ(violations[0].line, 1);
}

TEST(CommitHeader, WhatTakesAPersonGetsAnExample) {
  for (const char* text : {"update", "fix bug", "WIP", "Initial commit", "v1.2.3", "asdf\n\nfeat: a\n"})
    EXPECT_TRUE(catches("commit-header", "", message(text), "for example `fix(data): ")) << text;
}

TEST(CommitHeader, AnyWordIsAType) {
  for (const char* text :
       {"feat: a", "Feat: a", "feature: a", "wip: a", "feat(api)!: a\n\nb\n", "feat: a\r\n\r\nb\r\n"})
    EXPECT_TRUE(catches_not("commit-header", "", message(text))) << text;
}

TEST(CommitHeader, ABlankFirstLine) {
  EXPECT_TRUE(catches("commit-header", "", message("\n\nfeat: a\n"), "the header stands on line 3"));
  EXPECT_TRUE(catches("commit-header", "", message(" \nfeat: a\n"), "the header stands on line 2"));
  EXPECT_TRUE(catches("commit-header", "", message(""), "the message is empty"));
  EXPECT_TRUE(catches("commit-header", "", message("\n \n\n"), "the message is empty"));
}

TEST(CommitHeader, GeneratedMessagesPassWhenTheyAreWhatTheySay) {
  const std::string reverts = "\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n";
  EXPECT_TRUE(catches_not("commit-header", "", merge("Merge branch 'a'")));
  EXPECT_TRUE(catches_not("commit-header", "", merge("")));
  EXPECT_TRUE(catches_not("commit-header", "", message("Revert \"feat: a\"" + reverts)));
  EXPECT_TRUE(catches_not("commit-header", "", message("Reapply \"feat: a\"" + reverts)));
  EXPECT_TRUE(catches_not("commit-header", "", message("fixup! feat: a")));
  EXPECT_TRUE(catches("commit-header", "", message("Merge branch 'a'"), "one parent"));
  EXPECT_TRUE(catches("commit-header", "", message("Revert \"feat: a\"\n"), "no line `This reverts commit"));
  EXPECT_TRUE(catches("commit-header", "", message("fixup! "), "no subject"));
  EXPECT_TRUE(catches("commit-header", "", message("Squashed commit of the following:\n\ncommit 1\n"),
                      "merge --squash"));
}

TEST(CommitHeader, ALongHeaderIsQuotedShort) {
  const Violations violations = judge("commit-header", "", message(std::string(60'000, 'x')));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_LT(violations[0].message.size(), 200U);
}

}  // namespace
}  // namespace expgate::test
