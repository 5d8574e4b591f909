#include "app/help/shell_words.h"

#include <gtest/gtest.h>

namespace expgate::app {
namespace {

using Words = std::vector<std::string>;

TEST(SplitLine, AsAShellDoes) {
  EXPECT_EQ(split_line("").words, (Words{""}));
  EXPECT_EQ(split_line("expgate  ci ").words, (Words{"expgate", "ci", ""}));
  EXPECT_EQ(split_line(R"(a 'b c' "d \" e" f\ g)").words, (Words{"a", "b c", "d \" e", "f g"}));
  EXPECT_EQ(split_line("a $(b)").words, (Words{"a", "$(b)"}));
  EXPECT_EQ(split_line("a '").words, (Words{"a", ""}));
  EXPECT_EQ(split_line("a \\").words, (Words{"a", ""}));
  EXPECT_TRUE(split_line("a 'b").is_quoted);
  EXPECT_FALSE(split_line("a 'b'").is_quoted);
}

TEST(EscapedForBash, IsOneWord) {
  EXPECT_EQ(escaped_for_bash("exp/vit-1.0@x"), "exp/vit-1.0@x");
  EXPECT_EQ(escaped_for_bash("a$(b)'`\""), R"(a\$\(b\)\'\`\")");
  EXPECT_EQ(escaped_for_bash("~a"), "\\~a");
  EXPECT_EQ(escaped_for_bash("ü"), "ü");
  for (int c = ' '; c < 0x7f; ++c) {
    const std::string word = "a" + std::string(1, static_cast<char>(c)) + "b";
    EXPECT_EQ(split_line(escaped_for_bash(word)).words, (Words{word}));
  }
}

}  // namespace
}  // namespace expgate::app
