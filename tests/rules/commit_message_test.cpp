#include <stdexcept>

#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(CommitMessage, AnythingByDefault) {
  EXPECT_TRUE(catches_not("commit-message", "", message("")));
  EXPECT_TRUE(catches_not("commit-message", "", message("feat: a\n\nb\n")));
}

TEST(CommitMessage, ThePatternIsFoundOnSomeLine) {
  const std::string_view options = "pattern: '^Refs: EXP-\\d+$'";
  EXPECT_TRUE(catches_not("commit-message", options, message("feat: a\n\nRefs: EXP-12\n")));
  EXPECT_TRUE(catches_not("commit-message", options, message("Refs: EXP-1")));
  EXPECT_TRUE(
      catches("commit-message", options, message("feat: a\n"), "nothing in the message matches `^Refs"));
  EXPECT_TRUE(catches("commit-message", options, message("feat: a\n\nRefs: EXP-12b\n"), "matches"));
  EXPECT_TRUE(catches("commit-message", options, message("feat: a\n\n Refs: EXP-12\n"), "matches"));
  EXPECT_TRUE(catches("commit-message", "pattern: 'a|^b'", message("c: d\n"), "`a|^b`"));
  EXPECT_TRUE(catches_not("commit-message", "pattern: 'z|^b'", message("c: d\n\nb")));
}

TEST(CommitMessage, WhatToolsWriteOwesNoPattern) {
  EXPECT_TRUE(catches_not("commit-message", "pattern: EXP", merge("Merge branch 'x'")));
  EXPECT_TRUE(catches_not("commit-message", "pattern: EXP", message("fixup! feat: a")));
  EXPECT_TRUE(catches("commit-message", "pattern: EXP", message("Merge branch 'x'"), "matches"));
}

TEST(CommitMessage, WhatIsForbiddenIsFoundAnywhere) {
  const std::string_view options = "forbidden: '(?i)\\bwip\\b'";
  EXPECT_TRUE(catches("commit-message", options, message("feat: a\n\nStill WIP.\n"), "line 3 matches"));
  EXPECT_EQ(judge("commit-message", options, message("feat: a\n\nStill WIP.\n")).at(0).line, 3);
  EXPECT_TRUE(catches("commit-message", options, merge("Merge the wip"), "line 1 matches"));
  EXPECT_TRUE(catches("commit-message", options, message("fixup! wip"), "line 1"));
  EXPECT_TRUE(catches_not("commit-message", options, message("feat: a wipe")));
  EXPECT_TRUE(catches("commit-message", "forbidden: 'a\\nb'", message("feat: c\n\na\nb\n"), "several lines"));
  EXPECT_TRUE(catches_not("commit-message", "forbidden: 'a.b'", message("feat: c\n\na\nb\n")));
}

TEST(CommitMessage, NothingHidesBehindTheEndOfWhatIsRead) {
  const std::string text = "feat: a\n\n" + std::string(70'000, 'x') + "\nWIP\n";
  EXPECT_TRUE(catches("commit-message", "forbidden: WIP", message(text), "only the first 64 KiB"));
  EXPECT_TRUE(catches_not("commit-message", "pattern: feat", message(text)));
}

TEST(CommitMessage, RejectsWhatIsNoPattern) {
  EXPECT_THROW(judge("commit-message", "pattern: '('", message("a")), std::runtime_error);
  EXPECT_THROW(judge("commit-message", "forbidden: '(?=a)'", message("a")), std::runtime_error);
}

}  // namespace
}  // namespace expgate::test
