#include <gtest/gtest.h>

#include "input/pre_commit.h"
#include "input/pre_push.h"
#include "input/pre_receive.h"

namespace expgate::input {
namespace {

const std::string kA(40, 'a');
const std::string kB(40, 'b');
const std::string kZero(40, '0');

TEST(PreReceiveInput, EveryLineIsAnUpdate) {
  const auto updates =
      parse_updates(kA + " " + kB + " refs/heads/main\n" + kZero + " " + kB + " refs/heads/with blank\n");
  ASSERT_TRUE(updates) << updates.error().message;
  ASSERT_EQ(updates->size(), 2U);
  EXPECT_EQ(updates->at(0).ref, "refs/heads/main");
  EXPECT_EQ(updates->at(0).old_oid.hex(), kA);
  EXPECT_TRUE(updates->at(1).creates());
  EXPECT_EQ(updates->at(1).ref, "refs/heads/with blank");
}

TEST(PreReceiveInput, WhatIsNoUpdateDecidesNothing) {
  for (const std::string& bad : {std::string(), std::string("\n"), kA + " " + kB, kA + " " + kB + " ",
                                 kA + " " + kB.substr(1) + " refs/heads/x", kA + "  " + kB + " refs/heads/x",
                                 "x " + kB + " refs/heads/x", kZero + " " + kZero + " ",
                                 kA + " " + kB + " refs/heads/x\n\n", kA + "\t" + kB + "\trefs/heads/x"})
    EXPECT_FALSE(parse_updates(bad)) << bad;
}

TEST(PrePushInput, IsSplitFromTheRight) {
  const auto updates = parse_pushed("HEAD~1 with blanks " + kB + " refs/heads/main " + kA + "\n(delete) " +
                                    kZero + " refs/heads/x " + kA + "\n");
  ASSERT_TRUE(updates) << updates.error().message;
  ASSERT_EQ(updates->size(), 2U);
  EXPECT_EQ(updates->at(0).ref, "refs/heads/main");
  EXPECT_EQ(updates->at(0).old_oid.hex(), kA);
  EXPECT_EQ(updates->at(0).new_oid.hex(), kB);
  EXPECT_TRUE(updates->at(1).deletes());
  EXPECT_TRUE(parse_pushed("")->empty()) << "nothing to push";
}

TEST(PrePushInput, WhatIsNoUpdateDecidesNothing) {
  for (const std::string& bad : {std::string("\n"), std::string("x"), kA + " " + kB,
                                 kB + " refs/heads/main " + kA, "HEAD x refs/heads/main " + kA})
    EXPECT_FALSE(parse_pushed(bad)) << bad;
}

TEST(PreCommitInput, ReadsGitsRawDiff) {
  const std::string nul(1, '\0');
  const auto changes = parse_raw_diff(":100644 100755 " + kA + " " + kB + " M" + nul + "b\nc" + nul +
                                      ":100644 000000 " + kA + " " + kZero + " D" + nul + "a" + nul);
  ASSERT_TRUE(changes) << changes.error().message;
  ASSERT_EQ(changes->size(), 2U);
  EXPECT_TRUE(changes->at(0).is_removed);
  EXPECT_EQ(changes->at(0).file.path, "a");
  EXPECT_EQ(changes->at(1).file.path, "b\nc");
  EXPECT_EQ(changes->at(1).file.mode, kModeExecutable);
  EXPECT_EQ(changes->at(1).file.oid.hex(), kB);
  EXPECT_TRUE(parse_raw_diff("")->empty());
}

TEST(PreCommitInput, WhatIsNoRawDiffDecidesNothing) {
  const std::string nul(1, '\0');
  for (const std::string& bad :
       {std::string("x"), ":100644 100755 " + kA + " " + kB + " M" + nul + "a", ":100644" + nul + "a" + nul,
        ":100644 100644 " + kA + " " + kB + " U" + nul + "a" + nul})
    EXPECT_FALSE(parse_raw_diff(bad)) << bad;
}

}  // namespace
}  // namespace expgate::input
