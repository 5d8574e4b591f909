#include "git/shared_entries.h"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "git/tree.h"

namespace expgate::git {
namespace {

// A raw tree, and where its entries begin.
struct RawTree {
  std::string bytes;
  std::vector<std::size_t> begins;

  void add(const std::string& start, ObjectFormat format, std::mt19937& random) {
    begins.push_back(bytes.size());
    bytes += start;
    bytes += '\0';
    for (std::size_t i = 0; i < raw_size(format); ++i)
      bytes += static_cast<char>(random() % 3);  // many zeros
  }
};

// Entries as they are and as nobody should write them: names of all lengths, in runs and one by one.
RawTree random_tree(ObjectFormat format, std::mt19937& random) {
  RawTree tree;
  for (int run = 0; run < 12; ++run) {
    const std::size_t length = random() % 30;
    for (unsigned i = 0; i < 1 + random() % 6; ++i) {
      std::string start = random() % 9 == 0 ? "" : random() % 2 == 0 ? "40000 " : "100644 ";
      for (std::size_t c = 0; c < length; ++c) start += static_cast<char>(1 + random() % 255);
      tree.add(start, format, random);
    }
  }
  return tree;
}

TEST(SharedEntries, AreWholeWhereverTheBytesEnd) {
  std::mt19937 random(3);
  for (int round = 0; round < 60; ++round) {
    const ObjectFormat format = round % 2 == 0 ? ObjectFormat::sha1 : ObjectFormat::sha256;
    const RawTree tree = random_tree(format, random);
    std::vector<std::size_t> ends(tree.begins.begin() + 1, tree.begins.end());
    ends.push_back(tree.bytes.size());
    std::size_t whole = 0;
    for (std::size_t size = 0; size <= tree.bytes.size(); ++size) {
      if (whole < ends.size() && ends[whole] == size) ++whole;
      const SharedEntries found = whole_entries(std::string_view(tree.bytes).substr(0, size), format);
      ASSERT_EQ(found.bytes, whole == 0 ? 0 : ends[whole - 1]) << round << " " << size;
      ASSERT_EQ(found.last_at, whole == 0 ? 0 : tree.begins[whole - 1]) << round << " " << size;
    }
  }
}

TEST(SharedEntries, OfTwoTrees) {
  std::mt19937 random(4);
  RawTree one;
  for (const char* name : {"100644 a", "100644 bb", "100644 cc", "40000 d"})
    one.add(name, ObjectFormat::sha1, random);
  EXPECT_TRUE(shared_entries(one.bytes, one.bytes, ObjectFormat::sha1).is_all);
  for (std::size_t at = 0; at < one.bytes.size(); ++at) {
    std::string other = one.bytes;
    other[at] = static_cast<char>(other[at] ^ 1);
    const SharedEntries same = shared_entries(one.bytes, other, ObjectFormat::sha1);
    EXPECT_FALSE(same.is_all);
    std::size_t expected = 0;
    for (const std::size_t begin : one.begins)
      if (begin <= at) expected = begin;
    EXPECT_EQ(same.bytes, expected) << at;
  }
  const SharedEntries shorter =
      shared_entries(one.bytes, std::string_view(one.bytes).substr(0, one.begins[2]), ObjectFormat::sha1);
  EXPECT_FALSE(shorter.is_all);
  EXPECT_EQ(shorter.bytes, one.begins[2]);
  EXPECT_EQ(shorter.last_at, one.begins[1]);
}

// Names that are like each other, shorter and longer than a word, folders and files, in no order.
std::string random_entries(ObjectFormat format, std::mt19937& random) {
  RawTree tree;
  for (unsigned i = 0; i < random() % 12; ++i) {
    std::string start =
        std::vector<std::string>{"40000 ", "100644 ", "160000 ", "0100644 ", "1 "}[random() % 5];
    for (unsigned c = 0; c < random() % 14; ++c)
      start += random() % 3 == 0 ? static_cast<char>(1 + random() % 255) : "ab"[random() % 2];
    tree.add(start, format, random);
  }
  return tree.bytes;
}

TEST(SharedEntries, SurelyBeforeOnlyWhatSortsBefore) {
  std::mt19937 random(5);
  std::size_t passed_over = 0;
  for (int round = 0; round < 20'000; ++round) {
    const ObjectFormat format = round % 2 == 0 ? ObjectFormat::sha1 : ObjectFormat::sha256;
    const std::string mine = random_entries(format, random);
    std::string theirs = random_entries(format, random);
    if (mine.empty()) continue;
    const TreeEntry wanted = *parse_entry(Oid::zero(format), mine);
    if (round % 3 == 0) theirs.resize(random() % (theirs.size() + 1));
    const std::string_view name =
        std::string_view(mine).substr(static_cast<std::size_t>(wanted.name.data() - mine.data()));
    std::size_t left = surely_before(theirs, name, format);
    ASSERT_LE(left, theirs.size());
    for (std::string_view rest = theirs; left > 0;) {
      const auto entry = parse_entry(Oid::zero(format), rest);
      ASSERT_TRUE(entry) << "it ends behind an entry";
      ASSERT_LE(entry->length, left) << "it ends behind an entry";
      ASSERT_LT(compare_names(*entry, wanted), 0) << round;
      rest.remove_prefix(entry->length);
      left -= entry->length;
      ++passed_over;
    }
  }
  EXPECT_GT(passed_over, 2'000U);
}

TEST(SharedEntries, SurelyBeforeIsMostOfASortedTree) {
  std::mt19937 random(6);
  RawTree tree;
  for (int i = 100; i < 200; ++i)
    tree.add("100644 t" + std::to_string(i) + "-test.sh", ObjectFormat::sha1, random);
  for (std::size_t i = 0; i < tree.begins.size(); ++i) {
    const std::string_view wanted = std::string_view(tree.bytes).substr(tree.begins[i] + 7);
    EXPECT_EQ(surely_before(tree.bytes, wanted, ObjectFormat::sha1), tree.begins[i]);
  }
}

}  // namespace
}  // namespace expgate::git
