#include "engine/better_path.h"

#include <gtest/gtest.h>

namespace expgate::engine {
namespace {

TEST(Mending, BetterPaths) {
  EXPECT_EQ(better_path("src/aux.py"), "src/aux_file.py");
  EXPECT_EQ(better_path("a\\b.txt"), "a_b.txt");
  EXPECT_EQ(better_path("a\xFF\t.txt"), "a__.txt");
  EXPECT_EQ(better_path("tail. ."), "tail");
  EXPECT_EQ(better_path("\xC3\xA9.txt"), "\xC3\xA9-2.txt");
  EXPECT_EQ(better_path("a/Train.py"), "a/Train-2.py");
  EXPECT_EQ(better_path("a.b/README"), "a.b/README-2");
  EXPECT_EQ(better_path(".git/config"), "_.git/config");
}

TEST(BetterPath, IsNotTaken) {
  const auto is_taken = [](const std::string& path) { return path == "a_b.yaml" || path == "a_b-2.yaml"; };
  EXPECT_EQ(better_path("a?b.yaml"), "a_b.yaml");
  EXPECT_EQ(better_path("a?b.yaml", is_taken), "a_b-2-2.yaml");
}

}  // namespace
}  // namespace expgate::engine
