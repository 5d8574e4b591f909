#include "base/paths.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

TEST(Paths, TakesThemApart) {
  EXPECT_EQ(folder_of("a/b/c.py"), "a/b");
  EXPECT_EQ(file_name_of("a/b/c.py"), "c.py");
  EXPECT_EQ(folder_of("c.py"), "");
  EXPECT_EQ(file_name_of("c.py"), "c.py");
  EXPECT_EQ(folder_of("/c.py"), "");
  EXPECT_EQ(file_name_of("a/"), "");
}

TEST(Paths, FollowsOneFromAFolder) {
  EXPECT_EQ(path_in("a/b", "../c/./d.yaml"), "a/c/d.yaml");
  EXPECT_EQ(path_in("", "c//d.yaml"), "c/d.yaml");
  EXPECT_EQ(path_in("a/b", "/c.yaml"), "c.yaml");
  EXPECT_EQ(path_in("a", ".."), "");
  EXPECT_EQ(path_in("a", "../../c.yaml"), std::nullopt);
}

}  // namespace
}  // namespace expgate
