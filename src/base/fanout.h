#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace expgate {

// Where hashes begin in a sorted list of many, by their first two bytes: half a million are then found by
// looking at a few that lie side by side, where a bisection waits for memory a dozen times. It takes 256 KiB
// and reads every hash once, so it pays only for many lookups.
class Fanout {
 public:
  Fanout() = default;

  // `begin(i)` is beginning() of that one.
  template <typename Begin>
  Fanout(std::size_t count, Begin begin) : ends_(kBegins + 1) {
    for (std::size_t i = 0; i < count; ++i) ++ends_[begin(i) + 1];
    for (std::size_t i = 0; i < kBegins; ++i) ends_[i + 1] += ends_[i];
  }

  [[nodiscard]] bool empty() const { return ends_.empty(); }

  // The first two bytes, as a number.
  static std::uint16_t beginning(const void* hash) {
    const auto* bytes = static_cast<const unsigned char*>(hash);
    return static_cast<std::uint16_t>(bytes[0] << 8U | bytes[1]);
  }

  // The first place of those that begin so, and the one behind the last.
  [[nodiscard]] std::pair<std::size_t, std::size_t> of(std::uint16_t begin) const {
    return {ends_[begin], ends_[std::size_t{begin} + 1]};
  }

  // Whether so many questions about so many hashes are worth it.
  static bool is_worth(std::size_t questions, std::size_t count) {
    constexpr std::size_t kFew = 4096;
    constexpr std::size_t kShare = 16;
    return count > kFew && questions > count / kShare;
  }

 private:
  static constexpr std::size_t kBegins = std::size_t{1} << 16U;
  std::vector<std::uint32_t> ends_;  // how many are in front of each beginning
};

}  // namespace expgate
