#include "model/oid.h"

namespace expgate {

namespace {

constexpr unsigned char kNoDigit = 255;

// The value of each byte as a hexadecimal digit: a table, since 100,000 refs are four million of them.
constexpr auto kDigitValues = [] {
  std::array<unsigned char, 256> values{};
  values.fill(kNoDigit);
  for (unsigned char i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = i;
  for (unsigned char i = 0; i < 6; ++i) {
    values[static_cast<std::size_t>('a' + i)] = static_cast<unsigned char>(10 + i);
    values[static_cast<std::size_t>('A' + i)] = static_cast<unsigned char>(10 + i);
  }
  return values;
}();

unsigned char digit_value(char c) {
  return kDigitValues[static_cast<unsigned char>(c)];
}

}  // namespace

std::string Oid::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const unsigned char byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::optional<Oid> Oid::parse(std::string_view text) {
  Oid oid;
  if (text.size() != 2 * oid.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < oid.bytes.size(); ++i) {
    const unsigned high = digit_value(text[2 * i]);
    const unsigned low = digit_value(text[2 * i + 1]);
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    oid.bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return oid;
}

}  // namespace expgate
