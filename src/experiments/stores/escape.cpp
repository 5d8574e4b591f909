#include "experiments/stores/escape.h"

#include <cstdint>

#include <fmt/core.h>

#include "base/ascii.h"

namespace expgate::experiments::stores {

namespace {

std::string escaped_but(std::string_view text, std::string_view kept) {
  std::string escaped;
  for (const char c : text) {
    if (is_letter_or_digit(c) || kept.find(c) != std::string_view::npos)
      escaped += c;
    else
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return escaped;
}

int base64_value(char c) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace

std::string escaped(std::string_view text) {
  return escaped_but(text, "-._~");
}

std::string escaped_path(std::string_view text) {
  return escaped_but(text, "-._~/");
}

std::optional<std::string> hex_of_base64(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string hex;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const int value = base64_value(c);
    if (value < 0) return std::nullopt;
    bits = (bits << 6U | static_cast<std::uint32_t>(value)) & 0xFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    hex += fmt::format("{:02x}", bits >> static_cast<unsigned>(count) & 0xFFU);
  }
  return hex;
}

}  // namespace expgate::experiments::stores
