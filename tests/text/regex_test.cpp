#include "text/regex.h"

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

TEST(Regex, FindsAndMatches) {
  const auto issue = Regex::compile("[A-Z]+-[0-9]+");
  ASSERT_TRUE(issue);
  EXPECT_TRUE(issue->found_in("see VIT-12."));
  EXPECT_FALSE(issue->matches("see VIT-12."));
  EXPECT_TRUE(issue->matches("VIT-12"));
  EXPECT_FALSE(issue->found_in("vit-12"));
}

TEST(Regex, WhatIsNoneSaysWhy) {
  for (const char* bad : {"(", "[a", "a{1001}", "(?=a)", "\\1", "*"}) {
    const auto regex = Regex::compile(bad);
    ASSERT_FALSE(regex) << bad;
    EXPECT_NE(english(regex.error().message).find(bad), std::string::npos) << regex.error().message;
  }
}

TEST(Regex, TakesLinearTime) {
  const auto regex = Regex::compile("(a*)*b");
  ASSERT_TRUE(regex);
  EXPECT_FALSE(regex->matches(std::string(100'000, 'a')));
}

TEST(Regex, BytesThatAreNotUtf8HideNothing) {
  const auto regex = Regex::compile("^Bot.*@example\\.org$");
  ASSERT_TRUE(regex);
  EXPECT_TRUE(regex->found_in("Bot \xFF@example.org"));
  EXPECT_TRUE(regex->matches("Bot \xFF@example.org"));
  EXPECT_FALSE(regex->found_in("\xFF Bot@example.org"));
}

}  // namespace
}  // namespace expgate::text
