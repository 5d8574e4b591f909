#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace expgate {

// The name of a git object: 20 bytes of SHA-1 (repositories with other hashes are refused when they are
// opened).
struct Oid {
  std::array<unsigned char, 20> bytes{};

  auto operator<=>(const Oid&) const = default;

  // Whether this is git's "no object": forty zeros.
  [[nodiscard]] bool is_zero() const { return *this == Oid{}; }

  // Forty lower-case hexadecimal digits.
  [[nodiscard]] std::string hex() const;

  // The first seven of them, as git shows them.
  [[nodiscard]] std::string abbreviated() const { return hex().substr(0, 7); }

  // The oid that `text` spells with exactly forty hexadecimal digits, or nothing.
  static std::optional<Oid> parse(std::string_view text);
};

struct OidHash {
  std::size_t operator()(const Oid& oid) const {
    std::size_t hash = 0;  // an oid is a hash already: its first bytes will do
    std::memcpy(&hash, oid.bytes.data(), sizeof hash);
    return hash;
  }
};

}  // namespace expgate
