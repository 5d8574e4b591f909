#include "base/bytes.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Bytes, SizesAsPoliciesWriteThem) {
  const std::pair<const char*, std::uint64_t> cases[] = {
      {"0", 0},
      {"120", 120},
      {"500 KB", 500'000},
      {"5 MiB", 5 << 20},
      {"5MiB", 5 << 20},
      {"1.5 GiB", 3ULL << 29},
      {"2 gb", 2'000'000'000},
      {"7 bytes", 7},
  };
  for (const auto& [text, bytes] : cases) EXPECT_EQ(parse_size(text), bytes) << text;
  for (const char* bad : {"", "MiB", "-1", "5 XB", "5 MiB 3", "1..5 MB", "99999999999999999999",
                          "9999999999 PiB", "0x10", "1. MB"})
    EXPECT_FALSE(parse_size(bad)) << bad;
}

TEST(Bytes, SizesForPeople) {
  const std::pair<std::uint64_t, const char*> cases[] = {
      {1, "1 byte"},      {812, "812 bytes"},     {1024, "1 KiB"},
      {5 << 20, "5 MiB"}, {50541363, "48.2 MiB"}, {1048575, "1 MiB"},
  };
  for (const auto& [bytes, text] : cases) EXPECT_EQ(format_size(bytes), text);
}

TEST(Bytes, WhatTwoBeginWithAlikeIsFoundAtEveryLength) {
  for (const std::size_t length : {0, 1, 31, 32, 33, 511, 512, 513, 1100}) {
    const std::string text(length, 'x');
    EXPECT_EQ(common_prefix(text, text), length);
    EXPECT_EQ(common_prefix(text, text + "y"), length);
    for (std::size_t at = 0; at < length; ++at) {
      std::string other = text;
      other[at] = '\0';
      EXPECT_EQ(common_prefix(text, other), at) << length;
    }
  }
}

TEST(Bytes, TheEndOfANameIsFoundAtEveryLengthWithWhateverLiesBehindIt) {
  for (std::size_t length = 0; length < 40; ++length) {
    for (const std::string behind : {"", "\x01", "\x80\x01\xff 0123456789"}) {
      const std::string bytes = "100644 " + std::string(length, 'x') + '\0' + behind;
      EXPECT_EQ(ended_name(bytes, 7).end, 7 + length) << length;
      EXPECT_TRUE(ended_name(bytes, 7).is_ascii) << length;
      EXPECT_EQ(ended_name(bytes, bytes.size()).end, std::string_view::npos) << length;
      for (std::size_t at = 0; at < length; ++at) {
        std::string other = bytes;
        other[7 + at] = '\x80';
        EXPECT_EQ(ended_name(other, 7).end, 7 + length) << length << " " << at;
        EXPECT_FALSE(ended_name(other, 7).is_ascii) << length << " " << at;
        EXPECT_TRUE(ended_name(other, 8 + at).is_ascii) << length << " " << at;
      }
    }
    EXPECT_EQ(ended_name(std::string(length, 'x'), 0).end, std::string_view::npos) << length;
    EXPECT_EQ(ended_name(std::string(length, '\x01') + '\0', 0).end, length) << length;
  }
}

}  // namespace
}  // namespace expgate
