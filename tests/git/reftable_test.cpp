#include "git/reftable.h"

#include <gtest/gtest.h>

#include "support/reftable_bytes.h"

namespace expgate::git {
namespace {

using test::ReftableRecord;

std::string oid(ObjectFormat format, int byte) {
  return std::string(raw_size(format), static_cast<char>(byte));
}

std::vector<ReftableRecord> branches(ObjectFormat format, int count) {
  std::vector<ReftableRecord> records;
  for (int i = 0; i < count; ++i)
    records.push_back({"refs/heads/b" + std::to_string(1000 + i), 1, oid(format, i % 250 + 1)});
  return records;
}

// The names of all records from `name` on; "error" where one cannot be read.
std::vector<std::string> names_from(const std::string& bytes, ObjectFormat format, std::string_view name) {
  std::vector<std::string> names;
  const Result<Reftable> table = Reftable::read("t", bytes, format);
  if (!table) return {"error"};
  Result<Reftable::Cursor> cursor = Reftable::Cursor::seek(*table, name);
  if (!cursor) return {"error"};
  while (!cursor->at_end()) {
    names.push_back(cursor->record().name);
    if (!cursor->advance()) {
      names.emplace_back("error");
      break;
    }
  }
  return names;
}

class EachFormat : public testing::TestWithParam<ObjectFormat> {};
INSTANTIATE_TEST_SUITE_P(Reftable, EachFormat, testing::Values(ObjectFormat::sha1, ObjectFormat::sha256));

TEST_P(EachFormat, ReadsRecordsOfEachKind) {
  const std::string one = oid(GetParam(), 1);
  const std::string two = oid(GetParam(), 2);
  const std::string bytes = test::reftable({{"HEAD", 3, "refs/heads/main"},
                                            {"refs/heads/gone", 0, ""},
                                            {"refs/heads/main", 1, one},
                                            {"refs/tags/v1", 2, two + one}},
                                           GetParam(), 10);
  const Result<Reftable> table = Reftable::read("t", bytes, GetParam());
  ASSERT_TRUE(table);
  Result<Reftable::Cursor> cursor = Reftable::Cursor::seek(*table, "");
  ASSERT_TRUE(cursor);
  const auto expect = [&](std::string_view name, Reftable::Kind kind, std::string_view value) {
    ASSERT_FALSE(cursor->at_end());
    EXPECT_EQ(cursor->record().name, name);
    EXPECT_EQ(cursor->record().kind, kind);
    EXPECT_EQ(cursor->record().value, value);
    ASSERT_TRUE(cursor->advance());
  };
  expect("HEAD", Reftable::Kind::symbolic, "refs/heads/main");
  expect("refs/heads/gone", Reftable::Kind::deletion, "");
  expect("refs/heads/main", Reftable::Kind::object, one);
  expect("refs/tags/v1", Reftable::Kind::peeled_tag, two + one);
  EXPECT_TRUE(cursor->at_end());
}

TEST_P(EachFormat, FindsANameInManyBlocks) {
  const auto records = branches(GetParam(), 500);
  for (const bool is_padded : {true, false}) {
    const std::string bytes = test::reftable(records, GetParam(), 7, is_padded);
    EXPECT_EQ(names_from(bytes, GetParam(), "").size(), 500U);
    for (const int i : {0, 6, 7, 8, 250, 499})
      EXPECT_EQ(names_from(bytes, GetParam(), records[static_cast<std::size_t>(i)].name).size(),
                static_cast<std::size_t>(500 - i));
    EXPECT_EQ(names_from(bytes, GetParam(), "refs/heads/b10000").front(), "refs/heads/b1001");
    EXPECT_TRUE(names_from(bytes, GetParam(), "refs/heads/c").empty());
  }
}

TEST_P(EachFormat, WithoutRefsIsEmpty) {
  EXPECT_TRUE(names_from(test::reftable({}, GetParam(), 1), GetParam(), "").empty());
}

TEST_P(EachFormat, CutOrFlippedAnywhereIsAnError) {
  const std::string whole = test::reftable(branches(GetParam(), 3), GetParam(), 2, false);
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_EQ(names_from(whole.substr(0, length), GetParam(), ""), std::vector<std::string>{"error"})
        << length;
  // The checksum covers header and footer alone: what else is flipped may be other names, but is read within
  // bounds.
  for (std::size_t at = 0; at < whole.size(); ++at)
    for (const unsigned bit : {1U, 0x80U, 0xFFU}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ bit);
      EXPECT_LE(names_from(bytes, GetParam(), "").size(), 100U) << at;
    }
}

TEST_P(EachFormat, ASymbolicRefToNothingIsAnError) {
  EXPECT_EQ(names_from(test::reftable({{"HEAD", 3, ""}}, GetParam(), 1), GetParam(), ""),
            std::vector<std::string>{"error"});
}

TEST_P(EachFormat, OfTheOtherFormatIsAnError) {
  const ObjectFormat other = GetParam() == ObjectFormat::sha1 ? ObjectFormat::sha256 : ObjectFormat::sha1;
  EXPECT_EQ(names_from(test::reftable(branches(other, 1), other, 1), GetParam(), ""),
            std::vector<std::string>{"error"});
}

TEST(Reftable, AnIndexThatLeadsToItselfEnds) {
  // An index whose only record leads to the index.
  const std::size_t head = 24;
  const std::string records =
      test::reftable_number(0) + test::reftable_number(1U << 3U) + "z" + test::reftable_number(head);
  const std::string block = std::string("i") + std::string("\0\0", 2) +
                            static_cast<char>(4 + records.size() + 5) + records + std::string("\0\0\4", 3) +
                            std::string("\0\1", 2);
  EXPECT_EQ(names_from(test::reftable_frame(block, ObjectFormat::sha1, head), ObjectFormat::sha1, "a"),
            std::vector<std::string>{"error"});
}

}  // namespace
}  // namespace expgate::git
