#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace expgate::fuzz {

// Takes an input apart into numbers and texts; where it is at its end they are 0 and empty.
class Fields {
 public:
  explicit Fields(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  // Two bytes, the higher one first.
  std::size_t number() {
    const std::size_t high = byte();
    return high << 8U | byte();
  }

  std::string_view take(std::size_t length) {
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  // A text behind its length.
  std::string_view text() { return take(number()); }

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  std::string_view rest() { return take(rest_.size()); }

 private:
  std::string_view rest_;
};

}  // namespace expgate::fuzz
