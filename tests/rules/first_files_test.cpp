#include "rules/first_files.h"

#include <gtest/gtest.h>

namespace expgate::rules {
namespace {

// By the number of letters.
std::size_t length_of(std::string_view path) {
  return path.size();
}

std::string first(std::size_t most, const std::vector<std::string>& paths, std::string_view link = {}) {
  FirstFiles files(length_of, most);
  for (const std::string& path : paths) files.add(path, path == link ? kModeSymlink : kModeFile, {});
  std::string text;
  for (const File& file : files.take()) text += file.path + " ";
  return text;
}

TEST(FirstFiles, AreThoseThatRankLowestEqualOnesAsTheyCame) {
  const std::vector<std::string> paths{"ddd", "a", "ccc", "bb", "eee", "b", "aa"};
  EXPECT_EQ(first(9, paths), "a b bb aa ddd ccc eee ");
  EXPECT_EQ(first(5, paths), "a b bb aa ddd ");
  EXPECT_EQ(first(3, paths), "a b bb ");
  EXPECT_EQ(first(1, paths), "a ");
  EXPECT_EQ(first(0, paths), "");
  EXPECT_EQ(first(2, {}), "");
}

TEST(FirstFiles, WhatHasNoContentTakesNoPlace) {
  EXPECT_EQ(first(2, {"bb", "a", "c"}, "a"), "c bb ");
}

}  // namespace
}  // namespace expgate::rules
