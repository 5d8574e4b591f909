#include "message/charset.h"

#include <string>

#include <gtest/gtest.h>

namespace expgate::message {
namespace {

std::string text_of(std::string_view bytes, std::string_view encoding) {
  const Charset charset = charset_of(encoding);
  if (charset.kind == Charset::Kind::unknown) return "unknown";
  const Decoded decoded = decode(bytes, charset);
  return decoded.invalid_at ? "invalid at " + std::to_string(*decoded.invalid_at) : decoded.text;
}

TEST(Charset, DecodesWhatGitDecodes) {
  EXPECT_EQ(text_of("\xD0\xDE\xB8\xB4", "GBK"), "修复");
  EXPECT_EQ(text_of("\xD0\xDE\xB8\xB4", "gb2312"), "修复");
  EXPECT_EQ(text_of("\xD0\xDE\x81\x30\x81\x30\x94\x39\xFC\x36", "GB18030"), "修\xC2\x80\xF0\x9F\x98\x80");
  EXPECT_EQ(text_of("\xAD\xD7\xB4\x5F", "Big5"), "修復");
  EXPECT_EQ(text_of("\x8F\x43\x95\x9C \xB1", "Shift_JIS"), "修復 ｱ");
  EXPECT_EQ(text_of("\xBD\xA4\xC9\xFC \x8F\xB0\xA1", "EUC-JP"), "修復 丂");
  EXPECT_EQ(text_of("\x1B$B=$I|\x1B(B ok", "ISO-2022-JP"), "修復 ok");
  EXPECT_EQ(text_of("\xBC\xF6\xC1\xA4", "EUC-KR"), "수정");
  EXPECT_EQ(text_of("\xC9\xD3\xD0\xD2\xC1\xD7\xC9\xD4\xD8", "KOI8-R"), "исправить");
  EXPECT_EQ(text_of("\xE8\xF1\xEF\xF0", "windows-1251"), "испр");
  EXPECT_EQ(text_of("\xB1\xE6", "ISO-8859-2"), "ąć");
  EXPECT_EQ(text_of("\xA4", "ISO8859-15"), "€");
  EXPECT_EQ(text_of("plain\n", "cp932"), "plain\n");
}

TEST(Charset, BytesThatAreNoTextAreFound) {
  EXPECT_EQ(text_of("ok \xFF\xFF", "GBK"), "invalid at 3");
  EXPECT_EQ(text_of("\xD0", "GBK"), "invalid at 0");
  EXPECT_EQ(text_of("a\x84\x31\xA5\x30", "GB18030"), "invalid at 1");
  EXPECT_EQ(text_of("\x81", "Shift_JIS"), "invalid at 0");
  EXPECT_EQ(text_of("\x1B$B\x01\x01", "ISO-2022-JP"), "invalid at 3");
  EXPECT_EQ(text_of("\xD2", "ISO-8859-3").substr(0, 1), std::string("\xC3").substr(0, 1));
}

TEST(Charset, OthersAreUnknown) {
  EXPECT_EQ(text_of("a", "x-unknown"), "unknown");
  EXPECT_EQ(text_of("a", "UTF-7"), "unknown");
  EXPECT_EQ(text_of("a", ""), "a");
}

}  // namespace
}  // namespace expgate::message
