#include "git/object_cache.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

constexpr CacheLimits kLimits{.enough = 1000, .enough_of_many = 2000, .few = 3, .most = 5000};

struct SameNumber {
  std::size_t operator()(int number) const { return static_cast<std::size_t>(number); }
};
using Cache = ObjectCache<int, SameNumber>;

// An object of so many bytes, and whether anybody still holds it.
struct Watched {
  explicit Watched(std::size_t size) {
    auto bytes = std::make_shared<const std::string>(size, 'x');
    alive = bytes;
    unpacked = {ObjectKind::tree, Object(bytes, *bytes)};
  }
  std::weak_ptr<const std::string> alive;
  Unpacked unpacked;
};

std::weak_ptr<const std::string> keep(Cache& cache, int key, std::size_t size, bool is_wanted) {
  Watched watched(size);
  cache.keep(key, watched.unpacked, is_wanted);
  return watched.alive;
}

TEST(ObjectCache, FindsWhatItKeeps) {
  Cache cache(kLimits);
  EXPECT_EQ(cache.find(1), nullptr);
  keep(cache, 1, 10, false);
  ASSERT_NE(cache.find(1), nullptr);
  EXPECT_EQ(cache.find(1)->unpacked.object.bytes().size(), 10U);
  EXPECT_EQ(cache.find(2), nullptr);
  keep(cache, 1, 20, false);
  EXPECT_EQ(cache.find(1)->unpacked.object.bytes().size(), 20U);
}

TEST(ObjectCache, NothingIsKeptAsAFreePlace) {
  Cache cache(kLimits);
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(keep(cache, 0, 400, true).expired());
  EXPECT_EQ(cache.find(0), nullptr);
  keep(cache, 1, 400, false);
  EXPECT_NE(cache.find(1), nullptr);
}

TEST(ObjectCache, WhatIsNotWantedGoesFirst) {
  Cache cache(kLimits);
  for (int key = 1; key <= 10; ++key) keep(cache, key, 100, key % 2 == 0);
  for (int key = 11; key <= 15; ++key) keep(cache, key, 100, false);
  for (int key = 1; key <= 9; key += 2) EXPECT_EQ(cache.find(key), nullptr) << key;
  for (int key = 2; key <= 10; key += 2) EXPECT_NE(cache.find(key), nullptr) << key;
  for (int key = 16; key <= 30; ++key) keep(cache, key, 100, false);
  for (int key = 2; key <= 10; key += 2) EXPECT_EQ(cache.find(key), nullptr) << key << " was spared once";
}

TEST(ObjectCache, HoldsNoMoreThanItMay) {
  Cache cache(kLimits);
  std::vector<std::weak_ptr<const std::string>> all;
  for (int key = 1; key <= 200'000; ++key) {
    all.push_back(keep(cache, key, 1 + static_cast<std::size_t>(key % 50), key % 3 == 0));
    if (key % 20'000 != 0) continue;
    std::size_t bytes = 0;
    for (const auto& each : all)
      if (const auto held = each.lock()) bytes += held->size();
    EXPECT_LE(bytes, key < 65'536 ? 1000U : 2000U) << key;
    EXPECT_GE(bytes, key < 65'536 ? 900U : 1900U) << key;
  }
}

TEST(ObjectCache, AFewLargeOnesMayTakeMore) {
  Cache cache(kLimits);
  for (int key = 1; key <= 3; ++key) keep(cache, key, 1500, false);
  for (int key = 1; key <= 3; ++key) EXPECT_NE(cache.find(key), nullptr) << key;
  keep(cache, 4, 1500, false);
  EXPECT_EQ(cache.find(1), nullptr);
  keep(cache, 5, 9000, false);
  EXPECT_NE(cache.find(5), nullptr) << "the next one to be asked for";
  for (int key = 1; key <= 4; ++key) EXPECT_EQ(cache.find(key), nullptr) << key;
  keep(cache, 6, 1, false);
  EXPECT_EQ(cache.find(5), nullptr);
}

TEST(ObjectCache, TwoOfOnePlaceTakeTurns) {
  Cache cache(kLimits);
  for (int key = 1; key <= 200; ++key) keep(cache, key, 1, false);  // 4096 places by now
  keep(cache, 201, 1, true);
  keep(cache, 201 + 4096, 1, false);
  EXPECT_EQ(cache.find(201), nullptr);
  EXPECT_NE(cache.find(201 + 4096), nullptr);
}

}  // namespace
}  // namespace expgate::git
