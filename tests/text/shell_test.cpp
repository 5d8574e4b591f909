#include "text/shell.h"

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

TEST(Shell, Words) {
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("a\xFF'b\\"), "$'a\\xff\\'b\\\\'");
  EXPECT_EQ(shell_word("a\nb"), "$'a\\x0ab'");
  EXPECT_EQ(shell_word("\xE2\x80\xAE.py"), "$'\\xe2\\x80\\xae.py'");  // would turn the line around
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Shell, QuotedTextIsOneWord) {
  EXPECT_EQ(shell_quoted("models/best.bin"), "models/best.bin");
  EXPECT_EQ(shell_quoted("my model's.bin"), "'my model'\\''s.bin'");
  EXPECT_EQ(shell_quoted(""), "''");
  EXPECT_EQ(shell_quoted("$(rm)"), "'$(rm)'");
}

TEST(Shell, Pathspecs) {
  EXPECT_EQ(pathspec("-x.pt"), "-x.pt") << "it stands behind --";
  EXPECT_EQ(pathspec("a*.pt"), ":(literal)a*.pt");
  EXPECT_EQ(pathspec(":x"), ":(literal):x");
  EXPECT_EQ(pathspec("a b"), "a b");
}

TEST(Shell, Lines) {
  EXPECT_EQ(shell_line({}), "");
  EXPECT_EQ(shell_line({{"git", "add", "--", "a b"}, {"git", "commit"}}), "git add -- 'a b' && git commit");
}

}  // namespace
}  // namespace expgate::text
