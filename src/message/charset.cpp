#include "message/charset.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "message/charset_table.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr std::array<std::string_view, 5> kUtf8Names = {"", "utf8", "ascii", "usascii", "646"};
constexpr std::array<std::string_view, 8> kLatin1Names = {"iso88591", "latin1", "88591",       "l1",
                                                          "cp1252",   "1252",   "windows1252", "cp819"};
constexpr std::array<std::string_view, 2> kIso2022JpNames = {"iso2022jp", "csiso2022jp"};
constexpr char32_t kReplacement = 0xFFFD;

const CharsetTable* table_of(std::string_view name) {
  for (const CharsetTable& table : charset_tables())
    for (const std::string_view known : split(table.names, ' '))
      if (known == name) return &table;
  return nullptr;
}

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

struct Character {
  char32_t value = 0;
  std::size_t length = 1;
  bool valid = true;
};

// The character of a lead byte and the byte behind it.
char32_t of_pair(const char16_t* const* rows, unsigned lead, unsigned trail) {
  constexpr unsigned kFirstTrail = 0x30;
  if (rows == nullptr || lead < 0x80 || trail < kFirstTrail) return 0;
  const char16_t* row = rows[lead - 0x80];
  return row == nullptr ? 0 : row[trail - kFirstTrail];
}

// GB18030 counts its sequences of four bytes; from a place on they are the other planes of Unicode in their
// order.
char32_t of_four(const CharsetTable& table, std::string_view bytes, std::size_t at) {
  constexpr std::uint32_t kFirstPlane = 39'420;
  constexpr std::uint32_t kOtherPlanes = 189'000;
  const std::array<unsigned, 4> b{byte_at(bytes, at), byte_at(bytes, at + 1), byte_at(bytes, at + 2),
                                  byte_at(bytes, at + 3)};
  const bool is_four = b[0] >= 0x81 && b[0] <= 0xFE && b[1] >= 0x30 && b[1] <= 0x39 && b[2] >= 0x81 &&
                       b[2] <= 0xFE && b[3] >= 0x30 && b[3] <= 0x39;
  if (!is_four || table.fourth.empty()) return 0;
  const std::uint32_t place = (((b[0] - 0x81) * 10 + b[1] - 0x30) * 126 + b[2] - 0x81) * 10 + b[3] - 0x30;
  if (place >= kOtherPlanes) {
    const char32_t value = 0x10000 + (place - kOtherPlanes);
    return value <= 0x10FFFF ? value : 0;
  }
  const auto behind = std::ranges::upper_bound(table.fourth, place, {}, &CharsetRange::place);
  if (behind == table.fourth.begin() || place >= kFirstPlane) return 0;
  const CharsetRange& range = *(behind - 1);
  return range.character == 0 ? 0 : range.character + (place - range.place);
}

Character character_at(const CharsetTable& table, std::string_view bytes, std::size_t at) {
  const unsigned byte = byte_at(bytes, at);
  if (byte < 0x80) return {byte, 1};
  if (const char32_t single = table.single[byte - 0x80]; single != 0) return {single, 1};
  if (const char32_t pair = of_pair(table.rows, byte, byte_at(bytes, at + 1)); pair != 0) return {pair, 2};
  constexpr unsigned kThird = 0x8F;
  if (byte == kThird)
    if (const char32_t third = of_pair(table.third, byte_at(bytes, at + 1), byte_at(bytes, at + 2));
        third != 0)
      return {third, 3};
  if (const char32_t four = of_four(table, bytes, at); four != 0) return {four, 4};
  return {kReplacement, 1, false};
}

Decoded by_table(const CharsetTable& table, std::string_view bytes) {
  Decoded decoded;
  for (std::size_t at = 0; at < bytes.size();) {
    const Character found = character_at(table, bytes, at);
    if (!found.valid && !decoded.invalid_at) decoded.invalid_at = at;
    text::append_utf8(decoded.text, found.value);
    at += found.length;
  }
  return decoded;
}

// ISO-2022-JP goes over to JIS X 0208, which EUC-JP has with the eighth bit, and back by escape sequences.
Decoded iso2022jp(std::string_view bytes) {
  constexpr std::array<std::string_view, 2> kToKanji{"\x1B$B", "\x1B$@"};
  constexpr std::array<std::string_view, 2> kToAscii{"\x1B(B", "\x1B(J"};
  const CharsetTable* euc = table_of("eucjp");
  Decoded decoded;
  bool is_kanji = false;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto begins = [&](std::string_view sequence) { return bytes.substr(at).starts_with(sequence); };
    if (std::ranges::any_of(kToKanji, begins) || std::ranges::any_of(kToAscii, begins)) {
      is_kanji = bytes[at + 1] == '$';
      at += 3;
      continue;
    }
    if (bytes[at] == '\n') is_kanji = false;
    const unsigned byte = byte_at(bytes, at);
    if (is_kanji) {
      const char32_t pair = of_pair(euc->rows, byte | 0x80U, byte_at(bytes, at + 1) | 0x80U);
      if (pair == 0 && !decoded.invalid_at) decoded.invalid_at = at;
      text::append_utf8(decoded.text, pair == 0 ? kReplacement : pair);
      at += 2;
      continue;
    }
    if (byte >= 0x80 && !decoded.invalid_at) decoded.invalid_at = at;
    text::append_utf8(decoded.text, byte >= 0x80 ? kReplacement : byte);
    ++at;
  }
  return decoded;
}

}  // namespace

Charset charset_of(std::string_view encoding) {
  std::string name = ascii_lower(trim(encoding));
  std::erase_if(name, [](char c) { return c == '-' || c == '_' || c == ' ' || c == ':'; });
  const auto is_in = [&](const auto& names) { return std::ranges::find(names, name) != names.end(); };
  if (is_in(kUtf8Names)) return {Charset::Kind::utf8};
  if (is_in(kLatin1Names)) return {Charset::Kind::latin1};
  if (is_in(kIso2022JpNames)) return {Charset::Kind::iso2022jp};
  if (const CharsetTable* table = table_of(name)) return {Charset::Kind::table, table};
  return {};
}

Decoded decode(std::string_view bytes, const Charset& charset) {
  switch (charset.kind) {
    case Charset::Kind::latin1:
      return {text::from_latin1(bytes), std::nullopt};
    case Charset::Kind::iso2022jp:
      return iso2022jp(bytes);
    case Charset::Kind::table:
      return by_table(*charset.table, bytes);
    case Charset::Kind::utf8:
    case Charset::Kind::unknown:
      break;
  }
  return {std::string(bytes), std::nullopt};
}

std::string subject_of(const Commit& commit) {
  const std::string_view header = std::string_view(commit.message).substr(0, commit.message.find('\n'));
  return decode(header, charset_of(commit.encoding)).text;
}

}  // namespace expgate::message
