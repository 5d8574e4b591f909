#include "git/commit_store.h"

#include <cstring>
#include <string>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace expgate::git {
namespace {

// The oid of a number.
Oid oid_of(std::uint64_t number, ObjectFormat format = ObjectFormat::sha1) {
  Oid oid = Oid::zero(format);
  oid.bytes[0] = static_cast<unsigned char>(number % 7);
  std::memcpy(oid.bytes.data() + 1, &number, sizeof number);
  return oid;
}

std::string bytes_of(std::uint64_t number) {
  return fmt::format("tree {}", number) + std::string(number % 700, 'x');
}

TEST(CommitStore, FindsWhatItKeeps) {
  for (const ObjectFormat format : {ObjectFormat::sha1, ObjectFormat::sha256}) {
    CommitStore store;
    EXPECT_FALSE(store.find(oid_of(1, format)));
    for (std::uint64_t each = 0; each < 3000; ++each) {
      ASSERT_TRUE(store.keep(oid_of(each, format), bytes_of(each)));
      ASSERT_TRUE(store.keep(oid_of(each, format), bytes_of(each))) << "twice is once";
    }
    for (std::uint64_t each = 0; each < 3000; ++each) {
      const auto found = store.find(oid_of(each, format));
      ASSERT_TRUE(found) << each;
      ASSERT_EQ(found->bytes(), bytes_of(each));
    }
    EXPECT_FALSE(store.find(oid_of(3000, format)));
    EXPECT_FALSE(
        store.find(oid_of(1, format == ObjectFormat::sha1 ? ObjectFormat::sha256 : ObjectFormat::sha1)));
  }
}

TEST(CommitStore, ALongOneIsNotKept) {
  CommitStore store;
  EXPECT_TRUE(store.keep(oid_of(1), std::string(1024, 'x')));
  EXPECT_FALSE(store.keep(oid_of(2), std::string(1025, 'x')));
  EXPECT_TRUE(store.find(oid_of(1)));
  EXPECT_FALSE(store.find(oid_of(2)));
}

TEST(CommitStore, EndsAt40MiB) {
  CommitStore store;
  const std::string bytes(1000, 'x');
  std::uint64_t kept = 0;
  while (kept < 100'000 && store.keep(oid_of(kept), bytes)) ++kept;
  EXPECT_GT(kept * bytes.size(), std::uint64_t{36} << 20U);
  EXPECT_LT(kept * bytes.size(), std::uint64_t{40} << 20U);
  EXPECT_FALSE(store.find(oid_of(kept)));
  EXPECT_TRUE(store.find(oid_of(kept - 1)));
  EXPECT_TRUE(store.find(oid_of(0)));
}

TEST(CommitStore, WhatWasFoundOutlivesIt) {
  std::optional<Object> found;
  {
    CommitStore store;
    ASSERT_TRUE(store.keep(oid_of(1), "tree 1"));
    found = store.find(oid_of(1));
  }
  ASSERT_TRUE(found);
  EXPECT_EQ(found->bytes(), "tree 1");
}

}  // namespace
}  // namespace expgate::git
