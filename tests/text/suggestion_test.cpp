#include "text/suggestion.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

using text::suggestion;

TEST(Suggestion, IsASlipAway) {
  EXPECT_EQ(suggestion("polcy", {"recipe", "policy"}), "policy");
  EXPECT_EQ(suggestion("--formt", {"--report", "--format"}), "--format");
}

TEST(Suggestion, IsALongerOrAShorterWord) {
  EXPECT_EQ(suggestion("max-file", {"commit-type", "max-file-size"}), "max-file-size");
  EXPECT_EQ(suggestion("warning", {"error", "warn", "off"}), "warn");
  EXPECT_EQ(suggestion("enforced", {"enforce", "warn"}), "enforce");
}

TEST(Suggestion, IsNotGuessed) {
  EXPECT_FALSE(suggestion("nosuch", {"recipe", "policy"}));
  EXPECT_FALSE(suggestion("ex", {"experiments"}));
  EXPECT_FALSE(suggestion("", {"a", "b"}));
  EXPECT_FALSE(suggestion("word", {}));
}

TEST(OneOf, JoinsWithOr) {
  EXPECT_EQ(english(text::one_of({"text"})), "text");
  EXPECT_EQ(english(text::one_of({"enforce", "warn"})), "enforce or warn");
  EXPECT_EQ(english(text::one_of({"auto", "always", "never"})), "auto, always or never");
}

}  // namespace
}  // namespace expgate::test
