#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace expgate::text {

// In what bytes the names of some files end, in either case: enough to tell a folder of nothing but `*.py`
// from globs that end in `.yaml`.
class NameEnds {
 public:
  // Bytes that names end in are told apart as so many kinds; a letter is of the same in either case.
  static constexpr std::size_t kKinds = 64;
  static std::size_t kind_of(char end) {
    constexpr unsigned kLower = 0x20U;
    return (static_cast<unsigned char>(end) | kLower) % kKinds;
  }

  // Those that end like this; of nothing: any name.
  void add(std::string_view tail) { bits_ |= tail.empty() ? ~std::uint64_t{0} : bit(tail.back()); }
  void add(const NameEnds& other) { bits_ |= other.bits_; }

  // Whether a name could be among both; false is certain.
  [[nodiscard]] bool may_meet(const NameEnds& other) const { return (bits_ & other.bits_) != 0; }
  [[nodiscard]] bool empty() const { return bits_ == 0; }

 private:
  static std::uint64_t bit(char end) { return std::uint64_t{1} << kind_of(end); }
  std::uint64_t bits_ = 0;
};

}  // namespace expgate::text
