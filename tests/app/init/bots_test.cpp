#include "app/init/bots.h"

#include <gtest/gtest.h>

#include "base/strings.h"

namespace expgate::app {
namespace {

std::string globs(const std::vector<std::string>& names) {
  return join(globs_of_bots(names), " ");
}

std::size_t remarks(const std::vector<std::string_view>& headers) {
  return about_bots(headers).size();
}

TEST(Bots, TheirBranches) {
  EXPECT_EQ(globs({"main", "release-please--branches--main"}), "release-please--branches--*");
  EXPECT_EQ(globs({"changeset-release/main", "snyk-fix-0a1b"}), "changeset-release/* snyk-fix-*");
  EXPECT_EQ(globs({"main", "feature/x"}), "");
}

TEST(Bots, NamesThatPassAnyway) {
  for (const char* name :
       {"dependabot/pip/torch-2.1", "renovate/torch", "main", "exp/vit", "pre-commit-ci-update-config"})
    EXPECT_TRUE(is_usual_branch(name)) << name;
  for (const char* name : {"release/1.0", "gh-pages", "ablation/x"})
    EXPECT_FALSE(is_usual_branch(name)) << name;
}

TEST(Bots, TheirMessages) {
  EXPECT_EQ(remarks({"Bump torch from 2.0 to 2.1", "Bump numpy from 1 to 2"}), 1U);
  EXPECT_EQ(remarks({"Update dependency torch to v2", "[pre-commit.ci] pre-commit autoupdate"}), 2U);
  EXPECT_EQ(remarks({"build(deps): bump torch from 2.0 to 2.1", "Bump version", "Update dependency list"}),
            0U);
}

}  // namespace
}  // namespace expgate::app
