#include "inflate/stream.h"

#include <array>
#include <string>

#include <gtest/gtest.h>

namespace expgate::inflate {
namespace {

using namespace std::string_view_literals;
using End = Stream::End;

constexpr std::string_view kHello =
    "\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06\x2c\x02\x15"sv;  // of zlib: "hello"

std::string text(const std::array<char, 16>& out, const Stream::Made& made) {
  return {out.data(), made.written};
}

TEST(InflateStream, ReadsOneStreamAfterTheOther) {
  Stream stream(Wrapping::zlib);
  std::array<char, 16> out{};
  for (int i = 0; i < 3; ++i) {
    const auto made = stream.inflate(std::string(kHello) + "more", out);
    EXPECT_EQ(made.end, End::whole);
    EXPECT_EQ(made.read, kHello.size());
    EXPECT_EQ(text(out, made), "hello");
  }
}

TEST(InflateStream, EndsWhereOneOfTheTwoIsFull) {
  Stream stream(Wrapping::zlib);
  std::array<char, 16> out{};
  const auto cut = stream.inflate(kHello.substr(0, 6), out);
  EXPECT_EQ(cut.end, End::cut_off);
  const auto full = stream.inflate(kHello, std::span(out).first(2));
  EXPECT_EQ(full.end, End::cut_off);
  EXPECT_EQ(text(out, full), "he");
}

TEST(InflateStream, TellsDamage) {
  Stream stream(Wrapping::zlib);
  std::array<char, 16> out{};
  EXPECT_EQ(stream.inflate("hello", out).end, End::damaged);
  std::string wrong_sum(kHello);
  wrong_sum.back() = '\x16';
  EXPECT_EQ(stream.inflate(wrong_sum, out).end, End::damaged);
  EXPECT_EQ(stream.inflate(kHello, out).end, End::whole);
}

TEST(InflateStream, KnowsBareStreams) {
  Stream stream(Wrapping::none);
  std::array<char, 16> out{};
  const auto made = stream.inflate(kHello.substr(2, kHello.size() - 6), out);
  EXPECT_EQ(made.end, End::whole);
  EXPECT_EQ(text(out, made), "hello");
}

}  // namespace
}  // namespace expgate::inflate
