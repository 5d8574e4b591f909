#include "git/delta.h"

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

const std::string kBase = "0123456789";

// What the delta makes of kBase in `size` bytes, or nothing.
std::optional<std::string> made(const std::string& delta, std::size_t size) {
  std::string out(size, '?');
  if (!apply_delta(kBase, delta, out.data(), out.size())) return std::nullopt;
  return out;
}

TEST(Delta, CopiesAndInserts) {
  EXPECT_EQ(made("\x0a\x07\x91\x02\x03\x02xy\x91\x08\x02", 7), "234xy89");
  EXPECT_EQ(made("\x0a\x05\x90\x05", 5), "01234") << "without an offset it copies from the beginning";
  EXPECT_EQ(made(std::string("\x0a\x00", 2), 0), "");
}

TEST(Delta, ASizeOfNothingIs64KiB) {
  const std::string base(0x10000, 'b');
  const std::string delta = "\x80\x80\x04\x80\x80\x04\x80";
  std::string out(base.size(), '?');
  EXPECT_TRUE(apply_delta(base, delta, out.data(), out.size()));
  EXPECT_EQ(out, base);
}

TEST(Delta, ThatLeadsOutsideIsRefused) {
  EXPECT_FALSE(made("\x0a\x05\x91\x08\x05", 5)) << "copies from behind the base";
  EXPECT_FALSE(made("\x0a\x05\x91\x0b\x05", 5)) << "begins behind the base";
  EXPECT_FALSE(made("\x0a\x05\x9f\xff\xff\xff\xff\x05", 5)) << "begins far behind the base";
  EXPECT_FALSE(made("\x0a\x04\x90\x05", 4)) << "makes more than it says";
  EXPECT_FALSE(made("\x0a\x02\x03xyz", 2)) << "inserts more than it says";
  EXPECT_FALSE(made("\x0a\x06\x90\x05", 6)) << "makes less than it says";
}

TEST(Delta, ThatIsCutOffIsRefused) {
  const std::string whole = "\x0a\x07\x91\x02\x03\x02xy\x91\x08\x02";
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(made(whole.substr(0, length), 7)) << length;
  EXPECT_FALSE(made(std::string(12, '\xff'), 5)) << "a size that does not end";
}

TEST(Delta, OfAnotherBaseOrOfNoKnownKindIsRefused) {
  EXPECT_FALSE(made("\x0b\x05\x90\x05", 5)) << "the base has another size";
  EXPECT_FALSE(made("\x0a\x06\x90\x05", 5)) << "there is no room for what it makes";
  EXPECT_FALSE(made(std::string("\x0a\x05\x90\x05\x00", 5), 5)) << "0 is reserved";
}

}  // namespace
}  // namespace expgate::git
