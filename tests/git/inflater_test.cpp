#include "git/inflater.h"

#include <random>
#include <string>
#include <zlib.h>

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

std::string deflated(const std::string& bytes, int level) {
  std::string out(compressBound(bytes.size()), '\0');
  uLongf size = out.size();
  EXPECT_EQ(compress2(reinterpret_cast<Bytef*>(out.data()), &size,
                      reinterpret_cast<const Bytef*>(bytes.data()), bytes.size(), level),
            Z_OK);
  out.resize(size);
  return out;
}

std::string number(std::uint64_t value) {
  std::string out;
  for (; value > 0x7F; value >>= 7U) out += static_cast<char>(value | 0x80U);
  return out + static_cast<char>(value);
}

// The size that a delta of these bytes says it makes, at each level; nothing if it is none.
void says(const std::string& delta, const std::optional<std::uint64_t>& result) {
  Inflater inflater;
  for (int level = 0; level <= 9; ++level)
    EXPECT_EQ(inflater.result_size(deflated(delta, level) + "the next object", delta.size()), result)
        << level << ", " << delta.size();
}

TEST(Inflater, ResultSizeOfDeltasOfAllKinds) {
  std::mt19937 random(1);
  for (int round = 0; round < 300; ++round) {
    const auto one = random() >> random() % 32;
    const auto other = random() % 4 == 0 ? one : random() >> random() % 32;
    std::string delta = number(one) + number(other);
    const std::size_t size = random() % 5000;
    const unsigned letters = 1 + random() % 256;
    while (delta.size() < size) delta += static_cast<char>(random() % letters);
    says(delta, other);
  }
}

// The library that makes whole streams makes nothing of a copy that it has no room for.
TEST(Inflater, ResultSizeOfADeltaThatBeginsWithOneLongCopy) {
  std::string delta;
  while (delta.size() < 3000) delta += number(20'000);
  says(delta, 20'000);
  delta = number(1) + number(1) + std::string(3000, '\1');
  says(delta, 1);
  delta = std::string(2, '\xFF') + "\1" + std::string(2, '\xFF') + "\2" + std::string(3000, '\xFF');
  says(delta, 0xBFFF);
}

TEST(Inflater, WhatEndsNoNumberIsNoDelta) {
  says(std::string(3000, '\xFF'), std::nullopt);
  says(std::string(100, '\xFF'), std::nullopt);
  says(number(7) + std::string(3000, '\xFF'), std::nullopt);
  Inflater inflater;
  EXPECT_EQ(inflater.result_size("no stream at all", 3000), std::nullopt);
  const std::string stream = deflated(number(7) + number(9) + std::string(3000, 'x'), 9);
  for (std::size_t length = 0; length < 6; ++length)
    EXPECT_EQ(inflater.result_size(stream.substr(0, length), 3000), std::nullopt) << length;
}

}  // namespace
}  // namespace expgate::git
