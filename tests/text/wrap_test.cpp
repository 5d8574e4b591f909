#include "text/wrap.h"

#include <gtest/gtest.h>

namespace expgate::report {
namespace {

using Lines = std::vector<std::string>;

TEST(Wrap, BreaksBetweenWordsOnly) {
  EXPECT_EQ(text::wrap("one two three", 9, 2, 2), (Lines{"one two", "  three"}));
  EXPECT_EQ(text::wrap("one two three", 8, 2, 2), (Lines{"one", "  two", "  three"}));
  EXPECT_EQ(text::wrap("one two", 9, 2, 2), (Lines{"one two"}));
  EXPECT_EQ(text::wrap("a/very/long/path.bin is here", 10, 2, 2),
            (Lines{"a/very/long/path.bin", "  is here"}));
  EXPECT_EQ(text::wrap("", 10, 2, 2), (Lines{""}));
}

TEST(Wrap, CountsColumnsNotBytes) {
  EXPECT_EQ(text::wrap("\xE6\xA8\xA1\xE5\x9E\x8B \xE6\xA8\xA1", 7, 0, 0).size(), 1U);
  EXPECT_EQ(text::wrap("\xE6\xA8\xA1\xE5\x9E\x8B \xE6\xA8\xA1", 6, 0, 0).size(), 2U);
}

TEST(Wrap, BreaksBetweenChineseCharacters) {
  EXPECT_EQ(text::wrap("检查提交，推送", 8, 0, 2), (Lines{"检查提", "  交，推", "  送"}));
  EXPECT_EQ(text::wrap("检查提交", 6, 0, 0), (Lines{"检查提", "交"}));
  EXPECT_EQ(text::wrap("检查，提交", 5, 0, 0), (Lines{"检", "查，", "提交"})) << "no comma begins a line";
  EXPECT_EQ(text::wrap("（检查）提交", 7, 0, 0), (Lines{"（检", "查）提", "交"}));
  EXPECT_EQ(text::wrap("运行`git add -- a`后再试", 20, 0, 0), (Lines{"运行`git add -- a`后", "再试"}));
  EXPECT_EQ(text::wrap("运行（`git add -- a`）后再试", 20, 0, 0),
            (Lines{"运行", "（`git add -- a`）后", "再试"}));
  EXPECT_EQ(text::wrap("运行 `git add -- a`，再试", 17, 0, 0), (Lines{"运行", "`git add -- a`，", "再试"}));
  EXPECT_EQ(text::wrap("路径`a/b.bin`不能", 12, 0, 0), (Lines{"路径", "`a/b.bin`不", "能"}));
}

TEST(Wrap, KeepsSpacesInARow) {
  EXPECT_EQ(text::wrap("`a  b` is", 80, 0, 0), (Lines{"`a  b` is"}));
}

TEST(Wrap, KeepsAQuotedWordOfTheShellWhole) {
  EXPECT_EQ(text::wrap("git rm 'my best model.bin'; x", 12, 0, 2),
            (Lines{"git rm", "  'my best model.bin';", "  x"}));
  EXPECT_EQ(text::wrap("git rm 'a '\\''b c'", 10, 0, 0), (Lines{"git rm", "'a '\\''b c'"}));
  EXPECT_EQ(text::wrap("it 'is not closed here", 10, 0, 0), (Lines{"it 'is not", "closed", "here"}));
}

TEST(Wrap, BreaksACommandBehindItsAnd) {
  EXPECT_EQ(text::wrap("mkdir -p a && git add b && git commit", 24, 0, 2),
            (Lines{"mkdir -p a &&", "  git add b &&", "  git commit"}));
  EXPECT_EQ(text::wrap("mkdir -p a && git add configs && git commit", 24, 0, 2),
            (Lines{"mkdir -p a &&", "  git add configs &&", "  git commit"}));
  EXPECT_EQ(text::wrap("a && b; keep it in your store", 24, 0, 2),
            (Lines{"a && b; keep it in your", "  store"}));
  EXPECT_EQ(text::wrap("a && git add what-is-much-longer", 24, 0, 2),
            (Lines{"a && git add", "  what-is-much-longer"}));
}

TEST(Wrap, KeepsBackticksTogetherWhereTheyFit) {
  EXPECT_EQ(text::wrap("type `git add` now", 12, 0, 0), (Lines{"type", "`git add`", "now"}));
  EXPECT_EQ(text::wrap("type `git add a b c d e f`", 12, 0, 0), (Lines{"type `git", "add a b c d", "e f`"}));
}

TEST(Shortened, CutsAtColumns) {
  EXPECT_EQ(text::shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(text::shortened("abcdefg", 6), "abcde…");
  EXPECT_EQ(text::shortened("\xE6\xA8\xA1\xE5\x9E\x8B\xE6\xA8\xA1", 4), "\xE6\xA8\xA1…");
}

}  // namespace
}  // namespace expgate::report
