#include "model/oid.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Oid, IsReadAndWrittenInBothFormats) {
  const std::string sha1 = "0123456789abcdef0123456789abcdef01234567";
  const std::string sha256 = sha1 + "89abcdef0123456789abcdef";
  EXPECT_EQ(Oid::parse(sha1)->hex(), sha1);
  EXPECT_EQ(Oid::parse(sha256)->hex(), sha256);
  EXPECT_EQ(Oid::parse(sha1)->raw().size(), raw_size(ObjectFormat::sha1));
  EXPECT_EQ(Oid::parse(sha256)->raw().size(), raw_size(ObjectFormat::sha256));
  const Oid oid = *Oid::parse(sha256);
  EXPECT_EQ(Oid::from_raw(ObjectFormat::sha256, oid.raw().data()), oid);
}

TEST(Oid, OfAnotherLengthOrFormatIsNone) {
  for (const std::size_t length : {0U, 39U, 41U, 63U, 65U})
    EXPECT_FALSE(Oid::parse(std::string(length, 'a'))) << length;
  EXPECT_FALSE(Oid::parse(std::string(40, 'g')));
  EXPECT_FALSE(Oid::parse(std::string(64, 'a'), ObjectFormat::sha1));
  EXPECT_FALSE(Oid::parse(std::string(40, 'a'), ObjectFormat::sha256));
}

TEST(Oid, OfOneFormatIsNotThatOfTheOther) {
  const Oid small = *Oid::parse(std::string(40, 'a'));
  const Oid large = *Oid::parse(std::string(40, 'a') + std::string(24, '0'));
  EXPECT_NE(small, large);
  EXPECT_FALSE(small < large && large < small);
}

TEST(Oid, ZeroIsZeroInBothFormats) {
  EXPECT_TRUE(Oid::parse(std::string(40, '0'))->is_zero());
  EXPECT_TRUE(Oid::parse(std::string(64, '0'))->is_zero());
  EXPECT_FALSE(Oid::parse(std::string(63, '0') + "1")->is_zero());
  EXPECT_EQ(Oid::zero(ObjectFormat::sha256).hex(), std::string(64, '0'));
}

}  // namespace
}  // namespace expgate
