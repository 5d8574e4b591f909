#include "text/shell.h"

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

TEST(Shell, Words) {
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("a\xFF'b\\"), "$'a\\xff\\'b\\\\'");
  EXPECT_EQ(shell_word("a\nb"), "$'a\\x0ab'");
  EXPECT_EQ(shell_word("\xE2\x80\xAE.py"), "$'\\xe2\\x80\\xae.py'");  // would turn the line around
  EXPECT_EQ(path_word("-x.pt"), "./-x.pt");
  EXPECT_EQ(pathspec_word("-x.pt"), "./-x.pt");
  EXPECT_EQ(pathspec_word("a*.pt"), "':(literal)a*.pt'");
  EXPECT_EQ(path_word("a*.pt"), "'a*.pt'");
  EXPECT_EQ(pathspec_word(":x"), "':(literal):x'");
}

}  // namespace
}  // namespace expgate::text
