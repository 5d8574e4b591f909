#include "content/configs/line_edits.h"

#include <gtest/gtest.h>

namespace expgate::content {
namespace {

EditedText edited(const std::string& bytes, std::vector<Edit> edits) {
  return with_edits("c.yaml", bytes, std::move(edits));
}

TEST(LineEdits, ALineBecomesAnother) {
  const EditedText done = edited("a: 1\nseed: null\nb: 2\n", {{"c.yaml", 2, "seed: null", "seed: 42"}});
  EXPECT_EQ(done.text, "a: 1\nseed: 42\nb: 2\n");
  EXPECT_EQ(done.diff,
            "diff --git a/c.yaml b/c.yaml\n--- a/c.yaml\n+++ b/c.yaml\n@@ -1,3 +1,3 @@\n a: 1\n-seed: null\n"
            "+seed: 42\n b: 2\n");
  EXPECT_EQ(done.applied.size(), 1U);
  EXPECT_TRUE(done.left.empty());
}

TEST(LineEdits, LineEndingsStay) {
  EXPECT_EQ(edited("a: 1\r\nseed: 0\r\n", {{"", 2, "seed: 0", "seed: 42"}}).text, "a: 1\r\nseed: 42\r\n");
  EXPECT_EQ(edited("seed: 0\r\n", {{"", 1, "seed: 0\r", "seed: 42\r"}}).text, "seed: 42\r\n");
  EXPECT_EQ(edited("a: 1\r\n", {{"", 1, "", "seed: 42"}}).text, "seed: 42\r\na: 1\r\n");
  EXPECT_EQ(edited("seed: 0", {{"", 1, "seed: 0", "seed: 42"}}).text, "seed: 42");
}

TEST(LineEdits, ALineIsAdded) {
  EXPECT_EQ(edited("a: 1\nb: 2\n", {{"", 1, "", "seed: 42"}}).text, "seed: 42\na: 1\nb: 2\n");
  EXPECT_EQ(edited("a: 1\nb: 2\n", {{"", 3, "", "seed: 42"}}).text, "a: 1\nb: 2\nseed: 42\n");
  EXPECT_EQ(edited("a: 1", {{"", 9, "", "seed: 42"}}).text, "a: 1\nseed: 42\n");
  EXPECT_EQ(edited("", {{"", 1, "", "seed: 42"}}).text, "seed: 42\n");
  EXPECT_EQ(
      edited("a: 1\nb: 2\n", {{"", 3, "", "seed: 42"}}).diff,
      "diff --git a/c.yaml b/c.yaml\n--- a/c.yaml\n+++ b/c.yaml\n@@ -1,2 +1,3 @@\n a: 1\n b: 2\n+seed: 42\n");
  EXPECT_EQ(
      edited("a: 1\nb: 2\n", {{"", 2, "", "seed: 42"}}).diff,
      "diff --git a/c.yaml b/c.yaml\n--- a/c.yaml\n+++ b/c.yaml\n@@ -1,2 +1,3 @@\n a: 1\n+seed: 42\n b: 2\n");
}

TEST(LineEdits, APartOfALine) {
  EXPECT_EQ(edited("  torch  # why\n", {{"", 1, "torch", "torch==2.1.0"}}).text, "  torch==2.1.0  # why\n");
  EXPECT_EQ(edited("torch torch\n", {{"", 1, "torch", "torch==2.1.0"}}).left.size(), 1U) << "which of them?";
}

TEST(LineEdits, WhatDoesNotFitIsLeft) {
  for (const Edit& edit : {Edit{"", 1, "seed: 1", "seed: 42"}, Edit{"", 9, "a: 1", "a: 2"},
                           Edit{"", 0, "a: 1", "x"}, Edit{"", 1, "a: 1", "a: <version>"}}) {
    const EditedText done = edited("a: 1\n", {edit});
    EXPECT_EQ(done.text, "a: 1\n");
    EXPECT_EQ(done.diff, "");
    EXPECT_EQ(done.left.size(), 1U) << edit.old;
  }
  EXPECT_EQ(edited("a: <b>\n", {{"", 1, "a: <b>", "a: 1 < 2 > <b>"}}).applied.size(), 1U)
      << "it had one before";
}

TEST(LineEdits, TwoOfTheSameAreOne) {
  const Edit edit{"", 1, "torch", "torch==2.1.0"};
  EXPECT_EQ(edited("torch\n", {edit, edit}).text, "torch==2.1.0\n");
  EXPECT_EQ(edited("torch\n", {edit, {"", 1, "torch", "torch==2.2.0"}}).left.size(), 1U);
  EXPECT_EQ(edited("a\nb\n", {{"", 2, "b", "B"}, {"", 1, "a", "A"}}).text, "A\nB\n");
}

}  // namespace
}  // namespace expgate::content
