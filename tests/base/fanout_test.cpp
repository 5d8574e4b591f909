#include "base/fanout.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
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

using Hash = std::array<unsigned char, 20>;

// Hashes that begin with these bytes and go on at random, sorted.
std::vector<Hash> hashes(std::size_t count, const std::vector<unsigned char>& begin, std::mt19937& random) {
  std::vector<Hash> all(count);
  for (Hash& each : all) {
    for (unsigned char& byte : each) byte = static_cast<unsigned char>(random());
    std::copy(begin.begin(), begin.end(), each.begin());
  }
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Fanout, FindsHashesHoweverTheyAreSpread) {
  std::mt19937 random(5);
  for (const std::vector<unsigned char>& begin : {std::vector<unsigned char>{},
                                                  {7},
                                                  {0, 0},
                                                  {255, 255},
                                                  {1, 2, 3, 4},
                                                  {9, 9, 0, 0, 0},
                                                  {9, 9, 255, 255}}) {
    const std::vector<Hash> all = hashes(5000, begin, random);
    const Fanout fanout(all.size(), [&](std::size_t i) { return Fanout::beginning(all[i].data()); });
    int looked_at = 0;
    const auto find = [&](const Hash& hash) {
      looked_at = 0;
      return fanout.find(hash.data(), [&](std::size_t i) {
        ++looked_at;
        return std::memcmp(all.at(i).data(), hash.data(), hash.size());
      });
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      ASSERT_EQ(find(all[i]), i);
      ASSERT_LE(looked_at, 40);
      Hash other = all[i];
      other.back() ^= 1U;
      ASSERT_FALSE(find(other));
      other.at(random() % 8) ^= 0x80U;
      ASSERT_FALSE(find(other));
      ASSERT_LE(looked_at, 40);
    }
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
