#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace expgate::content {

// A file, or as much of it as was unpacked. No number that is read from it is believed before it was held
// against these sizes.
struct Sample {
  std::string_view bytes;  // from the file's beginning
  std::uint64_t size = 0;  // of the whole file; kUnknown where nobody knows
  std::string_view path;

  static constexpr std::uint64_t kUnknown = UINT64_MAX;

  [[nodiscard]] bool is_whole() const { return bytes.size() == size; }

  // Whether `magic` stands at offset `at`.
  [[nodiscard]] bool has(std::size_t at, std::string_view magic) const {
    return at <= bytes.size() && bytes.substr(at).starts_with(magic);
  }
  // Whether the file is here to its end and ends so.
  [[nodiscard]] bool ends(std::string_view magic) const { return is_whole() && bytes.ends_with(magic); }
};

// The unsigned number of `width` bytes (at most 8) at offset `at`, or nothing where it would reach past the
// end.
inline std::optional<std::uint64_t> little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  if (bytes.size() < width || at > bytes.size() - width) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t n = width; n > 0; --n) value = value << 8U | static_cast<unsigned char>(bytes[at + n - 1]);
  return value;
}

// The same with the most significant byte first.
inline std::optional<std::uint64_t> big_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  if (bytes.size() < width || at > bytes.size() - width) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t n = 0; n < width; ++n) value = value << 8U | static_cast<unsigned char>(bytes[at + n]);
  return value;
}

}  // namespace expgate::content
