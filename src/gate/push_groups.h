#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/push_log.h"

namespace expgate::gate {

// What one push adds to a group.
struct GroupStep {
  PushCounts pushes;
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t waived = 0;
};

// Groups by name, in bounded memory: as many as `most` are told apart, the rest is only counted as there.
class GroupTable {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  explicit GroupTable(std::size_t most) : most_(most) {}

  // The number of the group with that name, which is cut at 200 bytes; kNone: there is no room for one more.
  std::size_t find(std::string_view name);

  void add(std::size_t group, const GroupStep& step);
  [[nodiscard]] PushGroup& at(std::size_t group) { return groups_[group]; }

  // The worst groups first, at most `most_shown`.
  [[nodiscard]] PushGroups take(std::size_t most_shown);

 private:
  std::size_t most_;
  std::vector<PushGroup> groups_;
  std::unordered_map<std::string, std::size_t> numbers_;
  bool is_complete_ = true;
};

// Pairs that were seen, in bounded memory.
class PairSet {
 public:
  // Whether the pair is new. Once there is no room, none is.
  bool add(std::size_t one, std::size_t other);

 private:
  static constexpr std::size_t kMost = std::size_t{1} << 19U;
  std::unordered_set<std::uint64_t> pairs_;
};

// Times of pushes: an exact sum and maximum, percentiles to 3 %, in constant memory.
class TimeHistogram {
 public:
  TimeHistogram();
  void add(double milliseconds);
  [[nodiscard]] PushTimes take() const;

 private:
  [[nodiscard]] double percentile(double share) const;

  std::vector<std::uint64_t> buckets_;
  PushTimes times_;
};

}  // namespace expgate::gate
