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

Oid Oid::zero(ObjectFormat format) {
  Oid oid;
  oid.format = format;
  return oid;
}

Oid Oid::empty_tree(ObjectFormat format) {
  return *parse(format == ObjectFormat::sha1
                    ? "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
                    : "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321");
}

std::string Oid::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(hex_size(format));
  for (std::size_t i = 0; i < raw_size(format); ++i) {
    text += kDigits[bytes[i] >> 4];
    text += kDigits[bytes[i] & 15];
  }
  return text;
}

std::optional<Oid> Oid::parse(std::string_view text, ObjectFormat format) {
  if (text.size() != hex_size(format)) return std::nullopt;
  Oid oid = zero(format);
  for (std::size_t i = 0; i < raw_size(format); ++i) {
    const unsigned high = digit_value(text[2 * i]);
    const unsigned low = digit_value(text[2 * i + 1]);
    if (high == kNoDigit || low == kNoDigit) return std::nullopt;
    oid.bytes[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return oid;
}

std::optional<Oid> Oid::parse(std::string_view text) {
  const bool is_long = text.size() == hex_size(ObjectFormat::sha256);
  return parse(text, is_long ? ObjectFormat::sha256 : ObjectFormat::sha1);
}

}  // namespace expgate
