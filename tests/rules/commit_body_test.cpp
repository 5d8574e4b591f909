#include "support/verdict.h"

namespace expgate::test {
namespace {

const std::string kWide = std::string(60, 'x') + " " + std::string(40, 'y');  // 101 columns

TEST(CommitBody, ABlankLineStandsInFront) {
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\nb\n"),
                      "no blank line between the header and the body: line 2 is `b`"));
  EXPECT_EQ(judge("commit-body", "", message("feat: a\nb\n")).at(0).line, 2);
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\nRefs: 1\n"), "no blank line"));
  for (const char* text : {"feat: a", "feat: a\n", "feat: a\n\nb\n", "feat: a\n \nb\n", "feat: a\n\n\nb\n",
                           "feat: a\r\n\r\nb\r\n", "", "\nfeat: a\nb\n"})
    EXPECT_TRUE(catches_not("commit-body", "", message(text))) << text;
}

TEST(CommitBody, LinesAreNotTooWide) {
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n" + kWide),
                      "line 3 is 101 columns wide, over the limit of 100"));
  EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\n" + kWide.substr(1))));
  EXPECT_TRUE(catches_not("commit-body", "max_width: 101", message("feat: a\n\n" + kWide)));
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n    " + kWide), "105 columns"));
  const Violations violations =
      judge("commit-body", "", message("feat: a\n\nb\n" + kWide + "\n" + kWide + "\n" + kWide));
  ASSERT_EQ(violations.size(), 1U);
  EXPECT_EQ(english({violations[0].reason->text, violations[0].arguments}),
            "3 lines are over the limit of 100 columns; line 4 is the first, with 101");
  EXPECT_EQ(violations[0].line, 4);
}

TEST(CommitBody, WidthIsInColumns) {
  std::string chinese = "模型 ";
  while (chinese.size() < 4 + 48 * 3) chinese += "模";
  EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\n" + chinese)));
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n" + chinese + "模模"), "columns wide"));
  std::string unbroken;
  while (unbroken.size() < 51 * 3) unbroken += "模";
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n" + unbroken), "102 columns wide"));
  std::string russian;
  while (russian.size() < 149) russian += "ы ";  // two bytes and one: 100 columns
  EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\n" + russian)));
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n" + russian + "ы ы"), "columns wide"));
}

TEST(CommitBody, WhatCannotBeBrokenMayBeWide) {
  const std::string path(110, 'a');
  for (const std::string& line :
       {"https://example.org/" + path, "- https://example.org/" + path, "[1] https://example.org/" + path,
        "[1]: https://example.org/" + path, "See: https://example.org/" + path,
        "  <https://example.org/" + path + ">", path, "1. " + path})
    EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\n" + line + "\n\nb\n"))) << line;
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\na b " + path + "\n\nb\n"), "columns wide"));
}

// As Dependabot, pre-commit.ci and semantic-release write them.
TEST(CommitBody, ALineWithALinkMayBeWide) {
  const std::string path(110, 'a');
  for (const std::string& line :
       {"see https://example.org/" + path, "https://example.org/" + path + " says so",
        "Bumps [timm](https://example.org/timm) from 0.9.16 to 1.0.3, which has " + std::string(40, 'x'),
        "- [github.com/astral-sh/ruff-pre-commit: v0.4.1 → v0.4.2](https://example.org/" + path + ")",
        "* skip images that do not decode ([4f2a9c1](https://example.org/" + path + ")), closes #12",
        "as [the page of the rules](docs/the rules/" + path + ") says",
        "> see https://example.org/" + path + " for more"})
    EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\n" + line + "\n\nb\n"))) << line;
  for (const std::string& line : {"see //b " + kWide, "see [b] (c) " + kWide, "see https: " + kWide})
    EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n" + line + "\n\nb\n"), "columns wide"))
        << line;
}

TEST(CommitBody, CodeBetweenFencesAndTablesMayBeWide) {
  for (const std::string& text :
       {"```\n" + kWide + "\n```\nb", "~~~ text\n" + kWide + "\n```\n" + kWide + "\n~~~",
        "- a\n\n  ```sh\n  " + kWide + "\n  ```", "```\n" + kWide, "| " + kWide + " | b |",
        "````\n```\n" + kWide + "\n````"})
    EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\n" + text + "\n"))) << text;
  for (const std::string& text : {"```\na\n```\n" + kWide, "``` " + kWide + " ```", "`` ` ``\n" + kWide,
                                  "```\na\n```\n\n    " + kWide, "| " + kWide, "``\n" + kWide + "\n``"})
    EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\n" + text + "\n"), "columns wide")) << text;
}

TEST(CommitBody, TrailersMayBeWide) {
  EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\nCo-authored-by: " + kWide + "\n")));
  EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n\nBREAKING CHANGE: " + kWide + "\n")));
  EXPECT_TRUE(
      catches_not("commit-body", "", message("feat: a\n\nBREAKING CHANGE: " + kWide + "\n\nRefs: 1\n")));
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\nNote: " + kWide + "\n\nb\n"), "columns wide"))
      << "not in the last paragraph";
  EXPECT_TRUE(catches("commit-body", "", message("feat: a\n\nRefs: 1\n  " + kWide + "\n"), "columns wide"))
      << "can be broken";
}

TEST(CommitBody, CanBeRequired) {
  const std::string_view options = "required_for: [feat]";
  EXPECT_TRUE(catches("commit-body", options, message("feat: a\n"), "a commit of type `feat` needs a body"));
  EXPECT_TRUE(
      catches("commit-body", options, message("feat: a\n\nSigned-off-by: A <a@b>\n"), "needs a body"));
  EXPECT_TRUE(catches_not("commit-body", options, message("feat: a\n\nb\n\nSigned-off-by: A <a@b>\n")));
  EXPECT_TRUE(catches_not("commit-body", options, message("fix: a\n")));
  EXPECT_TRUE(catches_not("commit-body", "", message("feat: a\n")));
}

TEST(CommitBody, GeneratedOnesAreFree) {
  EXPECT_TRUE(catches_not("commit-body", "", merge("Merge x\nb\n" + kWide)));
  EXPECT_TRUE(catches_not("commit-body", "", message("fixup! a\nb\n" + kWide)));
  EXPECT_TRUE(catches_not(
      "commit-body", "",
      message("Revert \"a\"\n\nThis reverts commit 0123456789abcdef0123456789abcdef01234567.\n" + kWide)));
}

}  // namespace
}  // namespace expgate::test
