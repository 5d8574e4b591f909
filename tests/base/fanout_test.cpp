#include "base/fanout.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Fanout, TellsWhereEachBeginningIs) {
  const std::vector<std::uint16_t> begins{0, 0, 7, 0x00FF, 0x0100, 0x0100, 0xFFFF, 0xFFFF};
  const Fanout fanout(begins.size(), [&](std::size_t i) { return begins[i]; });
  for (unsigned each = 0; each <= 0xFFFF; ++each) {
    const auto [from, to] = fanout.of(static_cast<std::uint16_t>(each));
    const auto right = std::equal_range(begins.begin(), begins.end(), each);
    ASSERT_EQ(from, static_cast<std::size_t>(right.first - begins.begin())) << each;
    ASSERT_EQ(to, static_cast<std::size_t>(right.second - begins.begin())) << each;
  }
}

TEST(Fanout, IsMadeForManyQuestionsAboutMany) {
  EXPECT_TRUE(Fanout().empty());
  EXPECT_FALSE(Fanout::is_worth(1'000'000, 4096));
  EXPECT_FALSE(Fanout::is_worth(10, 500'000));
  EXPECT_TRUE(Fanout::is_worth(40'000, 500'000));
}

}  // namespace
}  // namespace expgate
