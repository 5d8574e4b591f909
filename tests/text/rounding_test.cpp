#include "text/rounding.h"

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

TEST(Rounded, FiguresForPeople) {
  const std::pair<const char*, const char*> cases[] = {
      {"0.9153846153846154", "0.9154"},   {"0.91538461", "0.9154"},        {"-0.9153846153846154", "-0.9154"},
      {"+0.9153846153846154", "+0.9154"}, {"87.34567891%", "87.35%"},      {"0.0004123456789", "0.0004123"},
      {"1.2345678e-07", "1.235e-07"},     {"1234.567891", "1234.57"},      {"99999.9612345", "100000"},
      {"12345678.91", "12345679"},        {"1.23456789e+20", "1.235e+20"}, {"0.50000001", "0.5"},
  };
  for (const auto& [figure, wanted] : cases) EXPECT_EQ(rounded(figure), wanted) << figure;
}

TEST(Rounded, WhatIsShortWholeOrNoNumberStays) {
  for (const char* figure :
       {"0.9154", "87.3%", "87.30%", "0.123456", "0.000123456", "1234567890", "-12345678", "0", "0.00000000",
        "3e-4", "nan", "inf", "", "-", "12e", "v1.2345678", "28.41 dB"})
    EXPECT_EQ(rounded(figure), figure);
}

TEST(Rounded, Numbers) {
  EXPECT_EQ(rounded(0.1 + 0.2), "0.3");
  EXPECT_EQ(rounded(87.3), "87.3");
  EXPECT_EQ(rounded(2.0 / 3), "0.6667");
}

}  // namespace
}  // namespace expgate::text
