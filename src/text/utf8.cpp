#include "text/utf8.h"

#include <array>
#include <cstdio>

#include <utf8proc.h>

namespace expgate::text {

namespace {

constexpr char32_t kVariationSelector16 = 0xFE0F;  // asks for the emoji form of the symbol before it
constexpr char32_t kIdeographicSpace = 0x3000;

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

bool is_ascii_printable(unsigned char byte) {
  return byte >= 0x20 && byte < 0x7F;
}

utf8proc_category_t category_of(char32_t value) {
  return utf8proc_category(static_cast<utf8proc_int32_t>(value));
}

bool is_invisible(char32_t value) {
  switch (category_of(value)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    case UTF8PROC_CATEGORY_ZS:
      return value != ' ' && value != kIdeographicSpace;
    default:
      break;
  }
  return is_ignorable(value);
}

void append_escaped_byte(std::string& out, char byte) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto value = static_cast<unsigned char>(byte);
  out += "\\x";
  out += kDigits[value >> 4];
  out += kDigits[value & 15];
}

void append_escaped(std::string& out, char32_t value) {
  if (value == '\n') {
    out += "\\n";
  } else if (value == '\r') {
    out += "\\r";
  } else if (value == '\t') {
    out += "\\t";
  } else if (value < 0x80) {
    append_escaped_byte(out, static_cast<char>(value));
  } else {
    std::array<char, 16> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "\\u{%04X}", static_cast<unsigned>(value));
    out += buffer.data();
  }
}

}  // namespace

void append_utf8(std::string& out, char32_t value) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(static_cast<utf8proc_int32_t>(value), bytes.data());
  for (utf8proc_ssize_t i = 0; i < length; ++i) out += static_cast<char>(bytes[static_cast<std::size_t>(i)]);
}

CodePoint decode(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1, true};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  const CodePoint invalid{first, 1, false};
  if (first < 0xC2 || first > 0xF4 || text.size() - at < length) return invalid;
  char32_t value = first & (0xFF >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(byte(i))) return invalid;
    value = value << 6 | (byte(i) & 0x3F);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (overlong || surrogate || value > 0x10FFFF) return invalid;
  return {value, length, true};
}

std::optional<std::size_t> first_invalid(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint point = decode(text, at);
    if (!point.valid) return at;
    at += point.length;
  }
  return std::nullopt;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text, at);
    at += point.length;
    if (!point.valid || point.value < 0x80 || category_of(point.value) == UTF8PROC_CATEGORY_CN) {
      ++columns;  // not assigned: newer than our tables, most likely something to be seen
    } else {
      columns += static_cast<std::size_t>(utf8proc_charwidth(static_cast<utf8proc_int32_t>(point.value)));
    }
  }
  return columns;
}

bool is_bidi_control(char32_t value) {
  return (value >= 0x202A && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) || value == 0x200E ||
         value == 0x200F || value == 0x061C;
}

bool is_ignorable(char32_t value) {
  // utf8proc has no properties of the unassigned ones.
  if (value == 0x2800 || (value >= 0x2060 && value <= 0x206F) || (value >= 0xFFF0 && value <= 0xFFF8) ||
      (value >= 0xE0000 && value <= 0xE0FFF))
    return true;
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(value))->ignorable != 0;
}

bool is_letter_or_digit(char32_t value) {
  const utf8proc_category_t category = category_of(value);
  const bool is_letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
  const bool is_number = category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
  return (is_letter || is_number) && !is_ignorable(value);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  char32_t previous = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text, at);
    const bool completes_emoji =
        point.value == kVariationSelector16 && category_of(previous) == UTF8PROC_CATEGORY_SO;
    if (!point.valid) {
      append_escaped_byte(out, text[at]);
    } else if (point.value < 0x80 ? !is_ascii_printable(static_cast<unsigned char>(point.value))
                                  : is_invisible(point.value) && !completes_emoji) {
      append_escaped(out, point.value);
    } else {
      out += text.substr(at, point.length);
    }
    previous = point.valid ? point.value : 0;
    at += point.length;
  }
  return out;
}

std::string with_escaped_bytes(std::string_view text) {
  if (!first_invalid(text)) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode(text, at);
    if (point.valid)
      out += text.substr(at, point.length);
    else
      append_escaped_byte(out, text[at]);
    at += point.length;
  }
  return out;
}

std::string from_latin1(std::string_view text) {
  // 0x80–0x9F are control characters in Latin-1; whoever writes them means Windows-1252 (zero: not assigned
  // there either).
  constexpr std::array<char32_t, 32> kWindows{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                              0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                              0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                              0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool in_gap = byte >= 0x80 && byte < 0xA0;
    const char32_t value = in_gap && kWindows[byte - 0x80U] != 0 ? kWindows[byte - 0x80U] : byte;
    append_utf8(out, value);
  }
  return out;
}

}  // namespace expgate::text
