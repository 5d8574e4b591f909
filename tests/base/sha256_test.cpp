#include "base/sha256.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Sha256, OfTheStandardsExamples) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PieceByPieceIsTheSame) {
  std::string bytes;
  for (int n = 0; n < 1000; ++n) bytes += static_cast<char>(n * 7);
  for (const std::size_t step : {1, 3, 55, 56, 63, 64, 65, 128, 999}) {
    Sha256 hash;
    for (std::size_t at = 0; at < bytes.size(); at += step)
      hash.add(std::string_view(bytes).substr(at, step));
    EXPECT_EQ(hash.size(), bytes.size());
    EXPECT_EQ(hash.finish(), sha256(bytes)) << step;
  }
}

}  // namespace
}  // namespace expgate
