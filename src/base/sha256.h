#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace expgate {

// SHA-256 (FIPS 180-4) of bytes that come piece by piece.
class Sha256 {
 public:
  void add(std::string_view bytes);

  // Returns the hash as 64 lower-case hex digits: what sha256sum says. Nothing may be added afterwards.
  std::string finish();

  [[nodiscard]] std::uint64_t size() const { return size_; }  // bytes that were added

 private:
  static constexpr std::size_t kBlock = 64;

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<unsigned char, kBlock> rest_{};  // what does not fill a block yet
  std::uint64_t size_ = 0;
};

// Returns the SHA-256 of the bytes, as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

}  // namespace expgate
