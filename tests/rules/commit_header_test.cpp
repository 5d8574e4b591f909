#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(CommitHeader, OneFindingWithTheHeaderToType) {
  const Violations violations = judge("commit-header", "", message("feat:add ViT "));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(violations[0].reason->name, "no-space-after-colon");
  EXPECT_EQ(english({violations[0].reason->text, violations[0].arguments}),
            "`feat:add ViT` has no space after the colon");
  EXPECT_EQ(english({violations[0].reason->help, violations[0].arguments}), "write `feat: add ViT`");
  EXPECT_EQ(violations[0].remedy.kind, Remedy::Kind::message);
  EXPECT_EQ(violations[0].remedy.header, "feat: add ViT");
  EXPECT_EQ(violations[0].line, 1);
}

TEST(CommitHeader, AnUpdateHasNoType) {
  EXPECT_TRUE(
      catches("commit-header", "", message("update"), "`update` has no type: write `type: description`"));
}

// Every kind of mistake has the reason of its own name.
TEST(CommitHeader, ReasonsGoWithTheirMistakes) {
  const std::pair<const char*, const char*> cases[] = {
      {"\u3164", "blank"},
      {" feat: a", "leading-blank"},
      {"feat:\ta", "tab"},
      {"[ABC-1] feat: a", "text-before-type"},
      {"Merge branch 'a'", "merge-text"},
      {"update", "no-type"},
      {": a", "empty-type"},
      {"fe\xFF: a", "type-not-utf8"},
      {"修复: a", "foreign-letter"},
      {"fe\xD0\xB0t: a", "look-alike-letter"},
      {"feat：a", "look-alike-mark"},
      {"feat/api: a", "character-in-type"},
      {"feat a b", "no-colon"},
      {"feat :a", "space-before-colon"},
      {"feat(a: b", "unclosed-scope"},
      {"feat(): a", "empty-scope"},
      {"feat((a)): b", "nested-scope"},
      {"feat (a): b", "space-before-scope"},
      {"\n\nfeat: a", "blank-first-line"},
      {"", "empty"},
  };
  for (const auto& [text, reason] : cases)
    EXPECT_EQ(judge("commit-header", "", message(text)).at(0).reason->name, reason) << text;
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
  EXPECT_TRUE(catches("commit-header", "", message("\n\nfeat: a\n"), "the header is on line 3"));
  EXPECT_TRUE(catches("commit-header", "", message(" \nfeat: a\n"), "the header is on line 2"));
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
  EXPECT_TRUE(catches("commit-header", "", message("fixup! "), "no subject after it"));
  EXPECT_TRUE(catches("commit-header", "", message("Squashed commit of the following:\n\ncommit 1\n"),
                      "merge --squash"));
}

TEST(CommitHeader, ALongHeaderIsQuotedShort) {
  const Violations violations = judge("commit-header", "", message(std::string(60'000, 'x')));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_LT(english({violations[0].reason->text, violations[0].arguments}).size(), 200U);
}

}  // namespace
}  // namespace expgate::test
