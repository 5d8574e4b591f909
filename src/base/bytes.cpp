#include "base/bytes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

#include "base/strings.h"

namespace expgate {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr std::array<Unit, 13> kUnits{{{"", 1},
                                       {"b", 1},
                                       {"byte", 1},
                                       {"bytes", 1},
                                       {"kb", 1000},
                                       {"mb", 1000ULL * 1000},
                                       {"gb", 1000ULL * 1000 * 1000},
                                       {"tb", 1000ULL * 1000 * 1000 * 1000},
                                       {"kib", 1ULL << 10},
                                       {"mib", 1ULL << 20},
                                       {"gib", 1ULL << 30},
                                       {"tib", 1ULL << 40},
                                       {"pib", 1ULL << 50}}};

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  text = trim(text);
  const std::size_t number_end = text.find_first_not_of("0123456789.");
  const std::string_view number = text.substr(0, number_end);
  const std::string unit =
      number_end == std::string_view::npos ? "" : ascii_lower(trim(text.substr(number_end)));
  std::uint64_t factor = 0;
  for (const Unit& each : kUnits)
    if (each.name == unit) factor = each.bytes;
  if (factor == 0) return std::nullopt;

  const std::size_t point = number.find('.');
  const auto whole = parse_decimal(number.substr(0, point));
  if (!whole || *whole > std::numeric_limits<std::uint64_t>::max() / 2 / factor) return std::nullopt;
  std::uint64_t bytes = *whole * factor;
  if (point != std::string_view::npos) {
    const std::string_view digits = number.substr(point + 1);
    const auto fraction = parse_decimal(digits);
    if (!fraction || digits.size() > 9) return std::nullopt;
    const double part = static_cast<double>(*fraction) / std::pow(10.0, static_cast<double>(digits.size()));
    bytes += static_cast<std::uint64_t>(part * static_cast<double>(factor));
  }
  return bytes;
}

// std::mismatch takes a byte at a time, and a walk over trees does little else.
std::size_t common_prefix(std::string_view one, std::string_view other) {
  constexpr std::size_t kBlock = 512;
  const std::size_t most = std::min(one.size(), other.size());
  std::size_t at = 0;
  while (at + kBlock <= most && std::memcmp(one.data() + at, other.data() + at, kBlock) == 0) at += kBlock;
  for (; at + sizeof(std::uint64_t) <= most; at += sizeof(std::uint64_t)) {
    std::uint64_t ours = 0;
    std::uint64_t theirs = 0;
    std::memcpy(&ours, one.data() + at, sizeof ours);
    std::memcpy(&theirs, other.data() + at, sizeof theirs);
    if (ours != theirs) return at + static_cast<std::size_t>(std::countr_zero(ours ^ theirs)) / 8;
  }
  while (at < most && one[at] == other[at]) ++at;
  return at;
}

std::string format_size(std::uint64_t bytes) {
  if (bytes < 1024) return count_of(bytes, "byte");
  constexpr std::array<const char*, 6> kNames{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  auto value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (value >= 1023.95 && unit + 1 < kNames.size()) {
    value /= 1024;
    ++unit;
  }
  std::array<char, 32> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.1f", value);
  std::string number = buffer.data();
  if (number.ends_with(".0")) number.resize(number.size() - 2);
  return number + " " + kNames[unit];
}

}  // namespace expgate
