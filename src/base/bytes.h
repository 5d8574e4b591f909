#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace expgate {

// Bytes in a size as policies write it: "500 KB" (powers of 1000), "5 MiB" (of 1024), "120", "1.5 GiB";
// nothing if it is not one.
std::optional<std::uint64_t> parse_size(std::string_view text);

// How many bytes the two begin with alike.
std::size_t common_prefix(std::string_view one, std::string_view other);

// Returns the number that stands in `size` bytes from `at` on, the highest first.
inline std::uint64_t big_endian_number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

constexpr std::uint64_t kEachByte = 0x0101010101010101U;
constexpr std::uint64_t kHighBits = kEachByte * 0x80;

// Returns the high bit of each zero byte of the word. The lowest of them is exact; those above it may be
// wrong.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - kEachByte) & ~word & kHighBits;
}

// Returns the place of the first such byte among the eight from `begin` on; 8 if none of them is one, or if
// there are fewer than eight.
inline std::size_t place_in_word(std::string_view bytes, std::size_t begin, char byte) {
  std::uint64_t word = 0;
  if (begin + sizeof word > bytes.size()) return sizeof word;
  std::memcpy(&word, bytes.data() + begin, sizeof word);
  word ^= kEachByte * static_cast<unsigned char>(byte);
  return static_cast<std::size_t>(std::countr_zero(zero_bytes(word))) / 8;
}

// Below, equal to or above 0 as the `size` bytes of the one hash, eight or more, are to the other's. The
// first eight tell, without a call, unless the hashes are one.
inline int compare_hashes(const void* one, const void* other, std::size_t size) {
  std::uint64_t first = 0;
  std::uint64_t second = 0;
  std::memcpy(&first, one, sizeof first);
  std::memcpy(&second, other, sizeof second);
  const std::uint64_t differ = first ^ second;
  if (differ == 0) return std::memcmp(one, other, size);
  const int place = std::countr_zero(differ) / 8 * 8;
  return static_cast<int>(first >> place & 0xFFU) - static_cast<int>(second >> place & 0xFFU);
}

// A name that a NUL ends.
struct EndedName {
  std::size_t end = std::string_view::npos;  // where the NUL is; npos: there is none
  bool is_ascii = true;                      // all in front of it
};

// The name at `begin` of the bytes, eight at a time: the names of a tree are short, and a call of memchr()
// for each takes longer than to look.
inline EndedName ended_name(std::string_view bytes, std::size_t begin) {
  static_assert(std::endian::native == std::endian::little, "the first byte is the lowest of a word");
  std::uint64_t high = 0;
  std::size_t at = begin;
  for (; at + sizeof(std::uint64_t) <= bytes.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    if (const std::uint64_t nul = zero_bytes(word); nul != 0) {
      const std::uint64_t in_front = (nul & (0 - nul)) - 1;
      return {at + static_cast<std::size_t>(std::countr_zero(nul)) / 8,
              ((high | (word & in_front)) & kHighBits) == 0};
    }
    high |= word;
  }
  for (; at < bytes.size(); ++at) {
    if (bytes[at] == '\0') return {at, (high & kHighBits) == 0};
    high |= static_cast<unsigned char>(bytes[at]);
  }
  return {};
}

// A size for people, in binary units with one decimal at most: "812 bytes", "48.2 MiB", "5 MiB".
std::string format_size(std::uint64_t bytes);

}  // namespace expgate
