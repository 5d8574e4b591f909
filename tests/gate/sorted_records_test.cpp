#include "gate/sorted_records.h"

#include <algorithm>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

using Kept = std::tuple<std::string, std::string, std::string>;  // group, order, body

Kept kept(const gate::Record& record) {
  return {std::string(record.group), std::string(record.order), std::string(record.body)};
}

// The records as they come out, one way and the other.
std::vector<Kept> sorted(const std::vector<Kept>& records, std::size_t most_in_memory) {
  gate::SortedRecords all(most_in_memory);
  for (const auto& [group, order, body] : records) EXPECT_TRUE(all.add({group, order, body}));
  EXPECT_TRUE(all.sort());
  std::vector<Kept> forwards;
  std::vector<std::uint64_t> places;
  std::uint64_t at = 0;
  while (at < all.end()) {
    places.push_back(at);
    const auto record = all.next(at);
    if (!record) return {{"error", "", ""}};
    forwards.push_back(kept(*record));
  }
  for (std::size_t i = forwards.size(); i-- > 0;) {
    const auto record = all.previous(at);
    EXPECT_TRUE(record && kept(*record) == forwards[i]) << i;
    EXPECT_EQ(at, places[i]);
  }
  return forwards;
}

TEST(SortedRecords, ComeInOrderWhateverFitsIntoMemory) {
  std::mt19937 random(1);  // NOLINT: the same ones in each run
  std::vector<Kept> records;
  for (int i = 0; i < 5000; ++i)
    records.emplace_back("group" + std::to_string(random() % 20), std::to_string(random() % 50),
                         std::to_string(i) + std::string(random() % 60, 'x'));
  records.emplace_back("group7", "9", std::string(200'000, 'l'));  // more than is read at a time
  records.emplace_back("", "", "");
  std::vector<Kept> expected = records;
  std::ranges::stable_sort(expected, {},
                           [](const Kept& each) { return std::tuple(std::get<0>(each), std::get<1>(each)); });
  for (const std::size_t most : {std::size_t{1} << 20U, std::size_t{100'000}, std::size_t{10'000}})
    EXPECT_TRUE(sorted(records, most) == expected) << most;
  EXPECT_TRUE(sorted({records.begin(), records.begin() + 100}, 1) ==
              sorted({records.begin(), records.begin() + 100}, 100'000))
      << "each in a run of its own";
}

TEST(SortedRecords, NoneAtAll) {
  EXPECT_TRUE(sorted({}, 100).empty());
}

TEST(SortedRecords, AGroupDoesNotRunIntoItsOrder) {
  const std::vector<Kept> records{{"ab", "c", "1"}, {"a", "bc", "2"}, {"abc", "", "3"}, {"", "abc", "4"}};
  const std::vector<Kept> expected{{"", "abc", "4"}, {"a", "bc", "2"}, {"ab", "c", "1"}, {"abc", "", "3"}};
  EXPECT_EQ(sorted(records, 10), expected);
}

}  // namespace
}  // namespace expgate::test
