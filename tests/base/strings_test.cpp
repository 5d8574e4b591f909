#include "base/strings.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Strings, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Strings, AFinalLineFeedStartsNoLine) {
  EXPECT_EQ(lines("a\nb\n"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_EQ(lines("a\n\n"), (std::vector<std::string_view>{"a", ""}));
  EXPECT_TRUE(lines("").empty());
}

TEST(Strings, DecimalFillsTheTextOrIsNone) {
  EXPECT_EQ(parse_decimal("18446744073709551615"), 18446744073709551615ULL);
  for (const char* bad : {"", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616"})
    EXPECT_FALSE(parse_decimal(bad)) << bad;
}

TEST(Strings, NearestFindsSlipsOnly) {
  const std::vector<std::string> types{"feat", "fix", "docs", "test"};
  EXPECT_EQ(nearest("feet", types), "feat");
  EXPECT_EQ(nearest("Fxi", types), "fix");
  EXPECT_EQ(nearest("dosc", types), "docs");
  EXPECT_FALSE(nearest("wibble", types));
  EXPECT_FALSE(nearest("", types));
}

}  // namespace
}  // namespace expgate
