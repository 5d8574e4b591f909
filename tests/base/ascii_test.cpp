#include "base/ascii.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Ascii, KnowsHexadecimalDigits) {
  EXPECT_EQ(hex_value('9'), 9);
  EXPECT_EQ(hex_value('a'), 10);
  EXPECT_EQ(hex_value('F'), 15);
  for (const char c : {'g', 'G', '/', ':', '@', '`', '\xE9'}) EXPECT_EQ(hex_value(c), -1) << c;
  EXPECT_TRUE(is_hex("0123456789abcdefABCDEF"));
  EXPECT_TRUE(is_hex(""));
  EXPECT_FALSE(is_hex("0x"));
}

}  // namespace
}  // namespace expgate
