#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace expgate {

// Where hashes begin in a sorted list of many, by their first two bytes: half a million are then found by
// looking at one or two, where a bisection waits for memory a dozen times. It takes 256 KiB and reads every
// hash once, so it pays only for many lookups.
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

  // Returns the place of the hash in the list; nothing if it is not there. `order(i)` is below, equal or
  // above 0 as that one is to the hash.
  template <typename Order>
  [[nodiscard]] std::optional<std::size_t> find(const void* hash, Order order) const {
    auto [from, to] = of(beginning(hash));
    // Hashes are spread evenly: the bytes that follow say nearly where it is. It is found by whatever bytes.
    const std::size_t share = beginning(static_cast<const unsigned char*>(hash) + 2);
    std::size_t at = from + ((to - from) * share >> 16U);
    for (std::size_t step = 1; from < to; step *= 2) {
      const int is = order(at);
      if (is == 0) return at;
      if (is < 0) {
        from = at + 1;
        at += step;
      } else {
        to = at;
        at -= step;  // may wrap, and is beyond the end then
      }
      if (at < from || at >= to) at = from + (to - from) / 2;
    }
    return std::nullopt;
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
