#include "message/clean.h"

#include <gtest/gtest.h>

namespace expgate::message {
namespace {

const std::string kCut = " ------------------------ >8 ------------------------\n";
const std::string kHelp =
    "\n# Please enter the commit message for your changes. Lines starting\n# with '#' will be ignored, and "
    "an empty message aborts "
    "the commit.\n#\n# On branch main\n# Changes to be committed:\n#\tmodified:   a\n#\n";

std::string with_comment(std::string text, char comment) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '#' && (i == 0 || text[i - 1] == '\n')) text[i] = comment;
  return text;
}

std::string cleaned(const Situation& situation, const std::string& file) {
  return clean(file, cleanup_for(situation, file));
}

// The left side went through `git stripspace` (git 2.39), the right side came out.
TEST(Clean, BlanksGoAsInGit) {
  const Cleanup whitespace{CleanupMode::whitespace, "#", false};
  EXPECT_EQ(clean("a  \n\n\n \nb\t\n\n", whitespace), "a\n\nb\n");
  EXPECT_EQ(clean("\n \na", whitespace), "a\n");
  EXPECT_EQ(clean("  a\r\n", whitespace), "  a\n");
  EXPECT_EQ(clean("a\f\n", whitespace), "a\f\n");
  EXPECT_EQ(clean(" \n\t\n", whitespace), "");
  EXPECT_EQ(clean("", whitespace), "");
  EXPECT_EQ(clean("#a\n", whitespace), "#a\n");
}

TEST(Clean, CommentsGoAsInGit) {
  const Cleanup strip{CleanupMode::strip, "#", true};
  EXPECT_EQ(clean("a\n# c\nb\n", strip), "a\nb\n");
  EXPECT_EQ(clean("a\n#\n\n#c\n\nb\n", strip), "a\n\nb\n");
  EXPECT_EQ(clean(" # a\n", strip), " # a\n");
  EXPECT_EQ(clean("# a\n#b", strip), "");
  EXPECT_EQ(clean("// a\n/ b\n", {CleanupMode::strip, "//", true}), "/ b\n");
  EXPECT_EQ(clean("# a\n", {CleanupMode::strip, "", true}), "# a\n");
}

TEST(Clean, VerbatimIsUntouched) {
  EXPECT_EQ(clean("\n a \n#b\n\n", {CleanupMode::verbatim, "#", true}), "\n a \n#b\n\n");
  EXPECT_EQ(clean("a\n#" + kCut + "diff\n", {CleanupMode::verbatim, "#", true}), "a\n");
}

TEST(Clean, CutsAtTheScissorsLineOnly) {
  const Cleanup cut{CleanupMode::strip, "#", true};
  EXPECT_EQ(clean("a\n#" + kCut + "# Do not modify.\ndiff --git a/a b/a\n+b\n", cut), "a\n");
  EXPECT_EQ(clean("#" + kCut + "diff\n", cut), "");
  EXPECT_EQ(clean("a\n #" + kCut + "b\n", cut), "a\n #" + kCut + "b\n");
  EXPECT_EQ(clean("a\nb#" + kCut + "c\n", cut), "a\nb#" + kCut + "c\n");
  EXPECT_EQ(clean("a\n;" + kCut + "b\n", cut), "a\n;" + kCut + "b\n");
  EXPECT_EQ(clean("a\n# ------ >8 ------\nb\n", cut), "a\nb\n");
  EXPECT_EQ(clean("a\n#" + kCut + "b\n", {CleanupMode::whitespace, "#", false}), "a\n#" + kCut + "b\n");
}

struct ModeCase {
  const char* cleanup;
  bool has_editor;
  CleanupMode mode;
};

TEST(CleanupFor, TheModeIsTheOneThatGitTakes) {
  for (const ModeCase& c :
       {ModeCase{"", true, CleanupMode::strip}, ModeCase{"", false, CleanupMode::whitespace},
        ModeCase{"default", true, CleanupMode::strip}, ModeCase{"default", false, CleanupMode::whitespace},
        ModeCase{"strip", true, CleanupMode::strip}, ModeCase{"strip", false, CleanupMode::strip},
        ModeCase{"scissors", true, CleanupMode::whitespace},
        ModeCase{"scissors", false, CleanupMode::whitespace},
        ModeCase{"whitespace", true, CleanupMode::whitespace},
        ModeCase{"verbatim", true, CleanupMode::verbatim},
        ModeCase{"verbatim", false, CleanupMode::verbatim}}) {
    const Cleanup cleanup = cleanup_for({c.cleanup, "", c.has_editor, false}, "a\n");
    EXPECT_EQ(cleanup.mode, c.mode) << c.cleanup << c.has_editor;
    EXPECT_EQ(cleanup.cuts_at_scissors, c.has_editor && std::string(c.cleanup) == "scissors") << c.cleanup;
    EXPECT_EQ(cleanup.comment, "#");
  }
}

TEST(CleanupFor, ScissorsCutWhereGitCuts) {
  const std::string typed = "feat: a\n#" + kCut + "more\n# Please enter\n";
  EXPECT_EQ(cleaned({}, typed), "feat: a\nmore\n");
  EXPECT_EQ(cleaned({.cleanup = "scissors"}, typed), "feat: a\n");
  EXPECT_EQ(cleaned({.is_verbose = true}, typed), "feat: a\n");
  for (const char* shown : {"diff --git a/a b/a\n-b\n", "diff --cc a\n", "Submodule s 1..2:\n"})
    EXPECT_EQ(cleaned({}, "feat: a\n#" + kCut + "# Do not\n# Everything\n" + shown), "feat: a\n") << shown;
  EXPECT_EQ(cleaned({}, "feat: a\n#" + kCut + "diff --git a/a b/a\n"), "feat: a\n");
  EXPECT_EQ(cleaned({.has_editor = false}, typed), typed);
}

// Seen with git 2.39: GIT_EDITOR=: both for `commit -m`, which keeps such lines, and for `cherry-pick
// --continue`, which strips them.
TEST(CleanupFor, ConflictsOfACherryPickAreStripped) {
  const std::string file = "feat: side\n\n# Conflicts:\n#\ta\n";
  EXPECT_EQ(cleaned({"", "", false, true}, file), "feat: side\n");
  EXPECT_EQ(cleaned({"verbatim", "", false, true}, file), "feat: side\n");
  EXPECT_EQ(cleaned({"", "auto", false, true}, file), "feat: side\n");
  EXPECT_EQ(cleaned({"", "", false, false}, file), file);
  EXPECT_EQ(cleaned({"", "", false, true}, "feat: side\n\n#12 is done\n"), "feat: side\n\n#12 is done\n");
  EXPECT_EQ(cleaned({"scissors", "", true, true}, file + "#" + kCut + "# more\n"), file);
}

TEST(CleanupFor, WhatTheEditorLeavesBehind) {
  EXPECT_EQ(cleaned({"", "", true, false}, "feat: a\n\n#12\n" + kHelp), "feat: a\n");
  EXPECT_EQ(
      cleaned({"", "", true, false}, "feat: a\n" + kHelp + "#" + kCut + "# Do not\ndiff --git a/a b/a\n-b\n"),
      "feat: a\n");
  EXPECT_EQ(cleaned({"", "", true, false}, kHelp), "");
  EXPECT_EQ(cleaned({"", ";", true, false}, "feat: a\n\n#12\n" + with_comment(kHelp, ';')),
            "feat: a\n\n#12\n");
  EXPECT_EQ(cleaned({"", "//", true, false}, "feat: a\n\n#12\n// On branch\n"), "feat: a\n\n#12\n");
}

// core.commentChar=auto took `@` for a message with lines that begin with `#` and `;` (git 2.39).
TEST(CleanupFor, TheAutomaticCommentCharacterIsFound) {
  const std::string message = "fix: x\n\n#12 is\n; two\n";
  const Situation automatic{"", "auto", true, false};
  EXPECT_EQ(cleaned(automatic, message + with_comment(kHelp, '@')), message);
  EXPECT_EQ(cleaned(automatic, message + "@" + kCut + "@ Do not\ndiff --git a/a b/a\n"), message);
  EXPECT_EQ(cleaned(automatic, "fix: x\n" + kHelp), "fix: x\n");
  EXPECT_EQ(cleaned(automatic, message), message) << "commit.status=false: no help at all";
  EXPECT_EQ(cleaned(automatic, "fix: x\n\n# a heading\n"), "fix: x\n\n# a heading\n");
  EXPECT_EQ(cleaned(automatic, ""), "");
}

}  // namespace
}  // namespace expgate::message
