#pragma once

#include <cstdint>
#include <string_view>

namespace expgate::text {

// In what bytes the names of some files end, in either case: enough to tell a folder of nothing but `*.py`
// from globs that end in `.yaml`.
class NameEnds {
 public:
  // Those that end like this; of nothing: any name.
  void add(std::string_view tail) { bits_ |= tail.empty() ? ~std::uint64_t{0} : bit(tail.back()); }
  void add(const NameEnds& other) { bits_ |= other.bits_; }

  // Whether a name could be among both; false is certain.
  [[nodiscard]] bool may_meet(const NameEnds& other) const { return (bits_ & other.bits_) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }

 private:
  static std::uint64_t bit(char end) {
    constexpr unsigned kLower = 0x20U;
    constexpr unsigned kBits = 64;
    return std::uint64_t{1} << ((static_cast<unsigned char>(end) | kLower) % kBits);
  }
  std::uint64_t bits_ = 0;
};

}  // namespace expgate::text
