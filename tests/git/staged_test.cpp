#include "git/staged.h"

#include <gtest/gtest.h>

namespace expgate::git {
namespace {

using namespace std::string_view_literals;

TEST(Staged, ReadsWhatGitLists) {
  constexpr auto kListed =
      "H 100644 8baef1b4abc478178b004d62031cf7fe6db6f903 0\ta b\tc.py\0"
      "s 100755 8baef1b4abc478178b004d62031cf7fe6db6f903 2\tx\0"sv;
  const auto entries = read_staged_entries(kListed);
  ASSERT_TRUE(entries);
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ(entries->front().path, "a b\tc.py");
  EXPECT_EQ(entries->front().mode, 0100644U);
  EXPECT_TRUE(entries->front().is_watched());
  EXPECT_EQ(entries->back().stage, 2);
  EXPECT_FALSE(entries->back().is_watched());
  EXPECT_TRUE(read_staged_entries("")->empty());
}

TEST(Staged, OfDamageNothingIsRead) {
  for (const std::string_view bad :
       {"H"sv, "H 100644 8baef1b4abc478178b004d62031cf7fe6db6f903 0 x\0"sv, "H 100644 zz 0\tx\0"sv,
        "H 9 8baef1b4abc478178b004d62031cf7fe6db6f903 0\tx\0"sv,
        "H 100644 8baef1b4abc478178b004d62031cf7fe6db6f903 7\tx\0"sv,
        "100644 8baef1b4abc478178b004d62031cf7fe6db6f903 0\tx\0"sv})
    EXPECT_FALSE(read_staged_entries(bad)) << bad;
}

}  // namespace
}  // namespace expgate::git
