#include "rewrite/records.h"

#include <gtest/gtest.h>

namespace expgate::rewrite {
namespace {

const std::string kOld = "1234567890123456789012345678901234567890";
const std::string kNew = "abcdef7890123456789012345678901234567890";

Mapping mapping() {
  Mapping all;
  all.now[*Oid::parse(kOld)] = *Oid::parse(kNew);
  all.now[*Oid::parse("1234567" + std::string(33, '0'))] = *Oid::parse(std::string(40, 'e'));
  return all;
}

TEST(MappedRecord, NamesTheNewCommits) {
  EXPECT_EQ(mapped_record("{\"commit\": \"" + kOld + "\", \"x\": \"y\"}", mapping()),
            "{\"commit\": \"" + kNew + "\", \"x\": \"y\"}");
  EXPECT_EQ(mapped_record("{\"a\": \"12345678\", \"b\": \"123456789\"}", mapping()),
            "{\"a\": \"abcdef78\", \"b\": \"abcdef789\"}");
}

TEST(MappedRecord, LeavesAllElseAlone) {
  EXPECT_EQ(mapped_record("{\"commit\": \"" + std::string(40, '7') + "\"}", mapping()), std::nullopt);
  EXPECT_EQ(mapped_record("{\"commit\": \"1234567\"}", mapping()), std::nullopt);  // two begin so
  EXPECT_EQ(mapped_record("{\"commit\": \"123456\"}", mapping()), std::nullopt);   // too short a name
  EXPECT_EQ(mapped_record("{\"n\": 12345678}", mapping()), std::nullopt);          // a number
  EXPECT_EQ(mapped_record("{\"sha256\": \"" + kOld + std::string(24, '0') + "\"}", mapping()), std::nullopt);
  EXPECT_EQ(mapped_record("\"", mapping()), std::nullopt);
  EXPECT_EQ(mapped_record("", mapping()), std::nullopt);
}

}  // namespace
}  // namespace expgate::rewrite
