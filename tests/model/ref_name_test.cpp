#include "model/ref_name.h"

#include <gtest/gtest.h>

namespace expgate {
namespace {

using namespace std::string_view_literals;

TEST(RefName, SaysWhatGitWouldRefuse) {
  struct Case {
    std::string_view ref;
    std::string_view problem;
  };
  constexpr Case kCases[] = {
      {"", "it is empty"},
      {"main", "one part"},
      {"@", "one part"},
      {"refs/heads/a b", "a space"},
      {"refs/heads/a\nb", "control byte 0x0A"},
      {"refs/heads/a\0b"sv, "control byte 0x00"},
      {"refs/heads/\x7f", "control byte 0x7F"},
      {"refs/heads/\x1b[31m", "control byte 0x1B"},
      {"refs/heads/a~1", "`~`"},
      {"refs/heads/a^", "`^`"},
      {"refs/heads/a:b", "`:`"},
      {"refs/heads/a?", "`?`"},
      {"refs/heads/*", "`*`"},
      {"refs/heads/a[1]", "`[`"},
      {"refs/heads/a\\b", "`\\`"},
      {"refs/heads/", "empty part"},
      {"/refs/heads/a", "empty part"},
      {"refs//heads/a", "empty part"},
      {"refs/heads/a/", "empty part"},
      {"refs/heads/.a", "begins with `.`"},
      {"refs/heads/a/.b", "begins with `.`"},
      {"refs/heads/a.lock", "ends in `.lock`"},
      {"refs/heads/a.lock/b", "ends in `.lock`"},
      {"refs/heads/a..b", "`..`"},
      {"refs/heads/a.", "ends in `.`"},
      {"refs/heads/a@{1}", "`@{`"},
      {"refs/heads/-f", "begins with `-`"},
      {"refs/heads/HEAD", "`HEAD`"},
  };
  for (const Case& each : kCases) {
    const auto problem = ref_name_problem(each.ref);
    ASSERT_TRUE(problem) << each.ref;
    EXPECT_NE(problem->find(each.problem), std::string::npos) << each.ref << ": " << *problem;
  }
}

TEST(RefName, LeavesAloneWhatGitAllows) {
  constexpr std::string_view kNames[] = {
      "refs/heads/main",    "refs/heads/feature/vit-b16",
      "refs/heads/a.b",     "refs/heads/a.locked",
      "refs/heads/a./b",    "refs/heads/@",
      "refs/heads/a@b",     "refs/heads/{a}",
      "refs/heads/a]",      "refs/heads/a/-b",
      "refs/heads/HEAD/x",  "refs/heads/ключ",
      "refs/heads/\xff",    "refs/heads/#12",
      "refs/heads/a'b",     "refs/tags/-x",
      "refs/tags/HEAD",     "refs/tags/exp-vit+1",
      "refs/notes/commits", "refs/heads/a\"b",
      "refs/heads/main.lk", "refs/heads/a!b",
      "refs/heads/a%20b",   "refs/heads/a=b;c",
      "refs/heads/$x",
  };
  for (const std::string_view name : kNames) EXPECT_EQ(ref_name_problem(name), std::nullopt) << name;
}

TEST(RefName, ShortNames) {
  EXPECT_EQ(short_name("refs/heads/feature/a"), "feature/a");
  EXPECT_EQ(short_name("refs/tags/v1"), "v1");
  EXPECT_EQ(short_name("refs/notes/commits"), "refs/notes/commits");
  EXPECT_EQ(short_name("refs/headsx"), "refs/headsx");
}

}  // namespace
}  // namespace expgate
