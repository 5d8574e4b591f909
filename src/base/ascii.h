#pragma once

#include <string_view>

// Single characters of ASCII, whatever the locale.
namespace expgate {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_letter(char c) {
  return is_lower(c) || is_upper(c);
}
constexpr bool is_letter_or_digit(char c) {
  return is_letter(c) || is_digit(c);
}

// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}
constexpr bool is_hex_digit(char c) {
  return hex_value(c) >= 0;
}
// Whether there is nothing but hexadecimal digits in it.
constexpr bool is_hex(std::string_view text) {
  for (const char c : text)
    if (!is_hex_digit(c)) return false;
  return true;
}

}  // namespace expgate
