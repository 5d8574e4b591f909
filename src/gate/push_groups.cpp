#include "gate/push_groups.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace expgate::gate {

namespace {

constexpr std::size_t kLongestName = 200;  // bytes
constexpr unsigned kHalf = 32;

// Buckets of times: 16 to each doubling, from 0.1 ms to more than a year.
constexpr double kShortest = 0.1;
constexpr int kStepsPerDoubling = 16;
constexpr std::size_t kBuckets = std::size_t{40} * kStepsPerDoubling;

// Without a part of a character at the end.
std::string_view cut(std::string_view name) {
  if (name.size() <= kLongestName) return name;
  std::size_t end = kLongestName;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
  return name.substr(0, end);
}

void add_counts(PushCounts& sum, const PushCounts& step) {
  sum.passed += step.passed;
  sum.rejected += step.rejected;
  sum.would_reject += step.would_reject;
  sum.undecided += step.undecided;
  sum.bypassed += step.bypassed;
  sum.let_undecided += step.let_undecided;
}

auto badness(const PushGroup& group) {
  return std::tuple(group.pushes.blocked(), group.pushes.undecided, group.errors, group.pushes.all(),
                    group.warnings, group.waived);
}

}  // namespace

std::size_t GroupTable::find(std::string_view name) {
  const std::string key(cut(name));
  const auto known = numbers_.find(key);
  if (known != numbers_.end()) return known->second;
  if (groups_.size() == most_) {
    is_complete_ = false;
    return kNone;
  }
  numbers_.emplace(key, groups_.size());
  groups_.emplace_back().name = key;
  return groups_.size() - 1;
}

void GroupTable::add(std::size_t group, const GroupStep& step) {
  if (group == kNone) return;
  PushGroup& sum = groups_[group];
  add_counts(sum.pushes, step.pushes);
  sum.errors += step.errors;
  sum.warnings += step.warnings;
  sum.waived += step.waived;
}

PushGroups GroupTable::take(std::size_t most_shown) {
  PushGroups out;
  out.known = groups_.size();
  out.is_complete = is_complete_;
  std::ranges::sort(groups_, [](const PushGroup& one, const PushGroup& other) {
    return badness(one) != badness(other) ? badness(one) > badness(other) : one.name < other.name;
  });
  if (groups_.size() > most_shown) groups_.resize(most_shown);
  out.groups = std::move(groups_);
  numbers_.clear();
  return out;
}

bool PairSet::add(std::size_t one, std::size_t other) {
  if (one == GroupTable::kNone || other == GroupTable::kNone || pairs_.size() >= kMost) return false;
  return pairs_.insert(std::uint64_t{one} << kHalf | other).second;
}

TimeHistogram::TimeHistogram() : buckets_(kBuckets) {}

void TimeHistogram::add(double milliseconds) {
  if (!std::isfinite(milliseconds) || milliseconds < 0) return;
  ++times_.count;
  times_.sum += milliseconds;
  times_.longest = std::max(times_.longest, milliseconds);
  const double steps = std::log2(std::max(milliseconds / kShortest, 1.0)) * kStepsPerDoubling;
  ++buckets_[std::min(static_cast<std::size_t>(std::lround(steps)), kBuckets - 1)];
}

double TimeHistogram::percentile(double share) const {
  const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(times_.count)));
  std::uint64_t passed = 0;
  for (std::size_t bucket = 0; bucket < buckets_.size(); ++bucket) {
    passed += buckets_[bucket];
    if (passed >= wanted)
      return std::min(times_.longest, kShortest * std::exp2(static_cast<double>(bucket) / kStepsPerDoubling));
  }
  return times_.longest;
}

PushTimes TimeHistogram::take() const {
  PushTimes times = times_;
  if (times.count == 0) return times;
  times.median = percentile(0.5);
  times.p95 = percentile(0.95);
  times.p99 = percentile(0.99);
  return times;
}

}  // namespace expgate::gate
