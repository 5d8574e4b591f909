#include "text/utf8.h"

#include <gtest/gtest.h>

namespace expgate::text {
namespace {

TEST(Utf8, DecodesWhatRfc3629Allows) {
  const std::pair<std::string, char32_t> valid[] = {
      {"a", 'a'},
      {"\xC3\xA9", 0xE9},
      {"\xE2\x82\xAC", 0x20AC},
      {"\xF0\x9F\x98\x80", 0x1F600},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF},
      {"\xC2\x80", 0x80},
      {"\xE0\xA0\x80", 0x800},
      {"\xF0\x90\x80\x80", 0x10000},
      {"\xED\x9F\xBF", 0xD7FF},
      {std::string(1, '\0'), 0},
  };
  for (const auto& [text, value] : valid) {
    const CodePoint point = decode(text, 0);
    EXPECT_TRUE(point.valid) << text;
    EXPECT_EQ(point.value, value);
    EXPECT_EQ(point.length, text.size());
    EXPECT_FALSE(first_invalid(text));
  }
  const char* invalid[] = {"\x80",
                           "\xBF",
                           "\xC0\x80",
                           "\xC1\xBF",
                           "\xC3",
                           "\xC3(",
                           "\xE0\x9F\xBF",
                           "\xE2\x82",
                           "\xED\xA0\x80",
                           "\xED\xBF\xBF",
                           "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80",
                           "\xFF",
                           "\xFE"};
  for (const char* text : invalid) {
    EXPECT_FALSE(decode(text, 0).valid) << text;
    EXPECT_EQ(decode(text, 0).length, 1U);
    EXPECT_EQ(first_invalid("ab" + std::string(text)), 2U);
  }
}

TEST(Utf8, WidthIsInColumns) {
  const std::pair<const char*, std::size_t> cases[] = {
      {"", 0},
      {"abc", 3},
      {"\xC3\xA9", 1},
      {"e\xCC\x81", 1},
      {"\xE6\xA8\xA1\xE5\x9E\x8B", 4},
      {"\xED\x95\x9C", 2},
      {"\xEF\xBC\x9A", 2},
      {"\xF0\x9F\x98\x80", 2},
      {"\xFF\xFE", 2},
      {"\xE2\x80\x8B", 0},
  };
  for (const auto& [text, columns] : cases) EXPECT_EQ(width(text), columns) << text;
}

TEST(Utf8, PrintableShowsWhatCannotBeSeen) {
  const std::pair<std::string, const char*> cases[] = {
      {"plain `a\\n` text", "plain `a\\n` text"},
      {"a\nb\r\tc", "a\\nb\\r\\tc"},
      {"\x1B[31mred\x7F", "\\x1B[31mred\\x7F"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\xC2\x9B"
       "31m",
       "\\u{009B}31m"},
      {"caf\xC3\xA9", "caf\xC3\xA9"},
      {"caf\xE9", "caf\\xE9"},
      {"\xED\xA0\x80", "\\xED\\xA0\\x80"},
      {"a\xE2\x80\xAE"
       "b",
       "a\\u{202E}b"},  // right-to-left override
      {"a\xE2\x81\xA6"
       "b",
       "a\\u{2066}b"},
      {"\xEF\xBB\xBF"
       "a",
       "\\u{FEFF}a"},  // byte order mark
      {"a\xE2\x80\x8B"
       "b",
       "a\\u{200B}b"},  // zero-width space
      {"a\xC2\xAD"
       "b",
       "a\\u{00AD}b"},  // soft hyphen
      {"a\xC2\xA0"
       "b",
       "a\\u{00A0}b"},  // a space that is none
      {"a\xE2\x80\xA8"
       "b",
       "a\\u{2028}b"},                // line separator
      {"\xE3\x85\xA4", "\\u{3164}"},  // Hangul filler: a letter, and invisible
      {"a\xEF\xB8\x8F", "a\\u{FE0F}"},
      {"\xEE\x80\x80", "\\u{E000}"},                             // private use
      {"\xF3\xA0\x81\x81", "\\u{E0041}"},                        // tag letter
      {"\xE2\x9A\xA1\xEF\xB8\x8F", "\xE2\x9A\xA1\xEF\xB8\x8F"},  // an emoji with its selector
      {"\xE6\xA8\xA1\xE3\x80\x80", "\xE6\xA8\xA1\xE3\x80\x80"},
  };
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
}

TEST(Utf8, WhatNothingIsSeenOf) {
  for (const char32_t value : {0xADU, 0x34FU, 0x115FU, 0x1160U, 0x17B4U, 0x180BU, 0x200BU, 0x2065U, 0x2800U,
                               0x3164U, 0xFE0FU, 0xFFA0U, 0xFFF0U, 0x1BCA0U, 0x1D173U, 0xE0001U, 0xE0FFFU}) {
    EXPECT_TRUE(is_ignorable(value)) << static_cast<unsigned>(value);
    EXPECT_FALSE(is_letter_or_digit(value)) << static_cast<unsigned>(value);
  }
  for (const char32_t value : {0x61U, 0x1100U, 0x2801U, 0xFF21U, 0x4E00U, 0x20U})
    EXPECT_FALSE(is_ignorable(value)) << static_cast<unsigned>(value);
  for (const char32_t value : {0x61U, 0x39U, 0x3BBU, 0x660U, 0x1100U, 0x4E00U, 0xAC00U})
    EXPECT_TRUE(is_letter_or_digit(value)) << static_cast<unsigned>(value);
  for (const char32_t value : {0x2EU, 0x20U, 0x2014U, 0x1F41BU, 0xE000U})
    EXPECT_FALSE(is_letter_or_digit(value)) << static_cast<unsigned>(value);
}

TEST(Utf8, BidiControls) {
  for (const char32_t value : {0x202AU, 0x202EU, 0x2066U, 0x2069U, 0x200EU, 0x200FU, 0x061CU})
    EXPECT_TRUE(is_bidi_control(value));
  for (const char32_t value : {0x2029U, 0x202FU, 0x2065U, 0x206AU, 0x200DU, 0x2010U, 0x05D0U})
    EXPECT_FALSE(is_bidi_control(value));
}

TEST(Utf8, WithEscapedBytesLeavesTheRestAlone) {
  EXPECT_EQ(with_escaped_bytes("a\n\xE2\x80\xAE\xC3\xA9"), "a\n\xE2\x80\xAE\xC3\xA9");
  EXPECT_EQ(with_escaped_bytes("models/\xFF\xC3.pth"), "models/\\xFF\\xC3.pth");
}

TEST(Utf8, FromLatin1KnowsWindows1252) {
  EXPECT_EQ(from_latin1("caf\xE9"), "caf\xC3\xA9");
  EXPECT_EQ(from_latin1("\x80\x93"), "\xE2\x82\xAC\xE2\x80\x9C");
  EXPECT_EQ(from_latin1("\x81"), "\xC2\x81");
  EXPECT_FALSE(first_invalid(from_latin1("\x00\x7F\x8D\xA0\xFF")));
}

}  // namespace
}  // namespace expgate::text
