#include "experiments/sparkline.h"

#include <cmath>

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

using experiments::sparkline;

TEST(Sparkline, TheHigherTheLarger) {
  EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 0, 7, false), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 0, 7, true), ".:-=+*%#");
  EXPECT_EQ(sparkline({0, std::nullopt, 7}, 0, 7, false), "▁ █");
  EXPECT_EQ(sparkline({5, 5}, 5, 5, false), "▅▅") << "all the same";
  EXPECT_EQ(sparkline({}, 0, 0, false), "");
  EXPECT_EQ(sparkline({std::nan(""), 1e300, -1e300}, -1e300, 1e300, false), " █▁");
}

}  // namespace
}  // namespace expgate::test
