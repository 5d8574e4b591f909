#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"

namespace expgate {

// By which hash a repository names its objects (gitrepository-layout(5), extensions.objectFormat).
enum class ObjectFormat : unsigned char { sha1, sha256 };

// The bytes of an object's name in that format. Nothing else knows the two lengths.
constexpr std::size_t raw_size(ObjectFormat format) {
  return format == ObjectFormat::sha1 ? 20 : 32;
}

// Its hexadecimal digits.
constexpr std::size_t hex_size(ObjectFormat format) {
  return 2 * raw_size(format);
}

// The name of a git object, which knows its format.
struct Oid {
  std::array<unsigned char, raw_size(ObjectFormat::sha256)> bytes{};  // zeros beyond the size of the format
  ObjectFormat format = ObjectFormat::sha1;

  // In the order of their bytes. These two are written out since what the compiler writes is a call for each.
  bool operator==(const Oid& other) const {
    std::uint64_t differ = 0;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof differ) differ |= word(at) ^ other.word(at);
    return differ == 0 && format == other.format;
  }
  std::strong_ordering operator<=>(const Oid& other) const {
    const int order = compare_hashes(bytes.data(), other.bytes.data(), bytes.size());
    return order != 0 ? order <=> 0 : format <=> other.format;
  }

  // Git's "no object" of that format: zeros only.
  static Oid zero(ObjectFormat format);

  // The tree without entries.
  static Oid empty_tree(ObjectFormat format);

  // Whether this is "no object", of either format.
  [[nodiscard]] bool is_zero() const { return (word(0) | word(8) | word(16) | word(24)) == 0; }

  // The bytes that count, as git writes them into trees and packs.
  [[nodiscard]] std::string_view raw() const {
    return {reinterpret_cast<const char*>(bytes.data()), raw_size(format)};
  }

  // The oid that these bytes begin with; there have to be enough of them.
  static Oid from_raw(ObjectFormat format, const char* raw) {
    Oid oid;
    oid.format = format;
    if (format == ObjectFormat::sha1)  // two lengths that the compiler knows
      std::memcpy(oid.bytes.data(), raw, raw_size(ObjectFormat::sha1));
    else
      std::memcpy(oid.bytes.data(), raw, raw_size(ObjectFormat::sha256));
    return oid;
  }

  // Lower-case hexadecimal digits, as many as the format has.
  [[nodiscard]] std::string hex() const;

  // The first seven of them, as git shows them.
  [[nodiscard]] std::string abbreviated() const { return hex().substr(0, 7); }

  // The oid that `text` spells with exactly as many hexadecimal digits as one of the formats has, or nothing.
  static std::optional<Oid> parse(std::string_view text);

  // The same for one of this format; nothing if it is of the other.
  static std::optional<Oid> parse(std::string_view text, ObjectFormat format);

 private:
  [[nodiscard]] std::uint64_t word(std::size_t at) const {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    return word;
  }
};

struct OidHash {
  std::size_t operator()(const Oid& oid) const {
    std::size_t hash = 0;  // an oid is a hash already: its first bytes will do
    std::memcpy(&hash, oid.bytes.data(), sizeof hash);
    return hash;
  }
};

}  // namespace expgate
