#include "app/forges/simple_regex.h"

#include <gtest/gtest.h>

namespace expgate::app {
namespace {

using Globs = std::vector<std::string>;

TEST(SimpleRegex, NamesOfBranches) {
  const std::pair<const char*, Globs> cases[] = {
      {"^main$", {"main"}},
      {"^JIRA-", {"JIRA-**"}},
      {"^(feature|hotfix)\\/.*", {"feature/**", "hotfix/**"}},
      {"^(?:main|release/.+)$", {"main", "release/**"}},
      {"^(a|b(c|d))/x$", {"a/x", "bc/x", "bd/x"}},
      {"^v1\\.2$", {"v1.2"}},
  };
  for (const auto& [regex, globs] : cases) EXPECT_EQ(globs_for_names(regex), globs) << regex;
}

TEST(SimpleRegex, NoGlobSaysThese) {
  for (const char* regex : {"main$",  "^a|b$",          "^[a-z]+$", "^a?$",
                            "^a*$",   "(feat|fix)\\/*", "^a.b$",    "^a\\d$",
                            "^(a$",   "^a)$",           "^$",       "^",
                            "^a{2}$", "^\xC3\xA9+$",    "^a//b$",   "^(a|)$",
                            "^a\\$",  "^.*+$",          "^(a)*$",   "^((((((((((a))))))))))$"})
    EXPECT_EQ(globs_for_names(regex), std::nullopt) << regex;
  std::string many = "^";
  for (int i = 0; i < 12; ++i) many += "(a|b)";
  EXPECT_EQ(globs_for_names(many), std::nullopt);
}

TEST(SimpleRegex, EndingsOfPaths) {
  EXPECT_EQ(globs_for_endings("\\.exe$"), (Globs{"*.exe"}));
  EXPECT_EQ(globs_for_endings("(jar|exe)$"), (Globs{"*jar", "*exe"}));
  EXPECT_EQ(globs_for_endings("(\\.exe|\\.tar\\.gz)$"), (Globs{"*.exe", "*.tar.gz"}));
  for (const char* regex :
       {"\\.exe", "exe|dll$", "^config\\.yml$", "(^|\\/)install\\.exe$", ".*\\.exe$", "$"})
    EXPECT_EQ(globs_for_endings(regex), std::nullopt) << regex;
}

}  // namespace
}  // namespace expgate::app
