#include "support/verdict.h"

namespace expgate::test {
namespace {

RefCase branch(const std::string& name) {
  return created("refs/heads/" + name);
}

TEST(BranchName, AllowsWhatTheTeamAgreedOn) {
  for (const char* name : {"main", "develop", "feature/vit", "feature/models/vit-b16", "exp/vit",
                           "exp/2024/vit", "feature/Ünïcode"}) {
    EXPECT_TRUE(catches_not("branch-name", "", branch(name))) << name;
  }
}

TEST(BranchName, RefusesTheRest) {
  for (const char* name :
       {"vit", "wip/main", "main/x", "develop/x", "feature", "exp", "feature-x", "xfeature/a", "my/feature/a",
        "experimental", "Main", "master", "release/1.0", "refs/heads/main", "mainx"}) {
    EXPECT_TRUE(catches("branch-name", "", branch(name),
                        "`" + std::string(name) + "` has a name that is not allowed"))
        << name;
  }
}

TEST(BranchName, GuessesWhatWasMeant) {
  struct Case {
    const char* name;
    const char* meant;
  };
  constexpr Case kCases[] = {
      {"feat/vit", "feature/vit"},
      {"features/vit", "feature/vit"},
      {"Feature/vit", "feature/vit"},
      {"fature/vit", "feature/vit"},
      {"feature-vit", "feature/vit"},
      {"exp_vit", "exp/vit"},
      {"experiment/vit", "exp/vit"},
      {"vit", "feature/vit"},
      {"ada/vit", "feature/ada/vit"},
      {"dev", "develop"},
      {"MAIN", "main"},
      {"refs/heads/exp/vit", "exp/vit"},
      {"feature", "feature/feature"},
      {"exp-vit-b16", "exp/vit-b16"},
  };
  for (const Case& each : kCases) {
    EXPECT_TRUE(
        catches("branch-name", "", branch(each.name), "did you mean `" + std::string(each.meant) + "`?"))
        << each.name;
  }
  EXPECT_EQ(judge("branch-name", "", branch("vit")).at(0).remedy.commands,
            (std::vector<Command>{{"git", "branch", "-m", "vit", "feature/vit"},
                                  {"git", "push", "-u", "origin", "feature/vit"}}));
  EXPECT_TRUE(catches("branch-name", "", branch("vit"), "allowed names: main, develop, feature/*, exp/*"));
}

TEST(BranchName, ThePolicyAddsAndReplaces) {
  EXPECT_TRUE(catches_not("branch-name", "also: ['release/*']", branch("release/1.0")));
  EXPECT_TRUE(catches_not("branch-name", "also: ['release/*']", branch("feature/a")));
  EXPECT_TRUE(catches("branch-name", "allow: ['task/*']", branch("feature/a"), "`task/feature/a`"));
  EXPECT_TRUE(catches("branch-name", "allow: [main]", branch("vit"), "allowed names: main"));
  EXPECT_TRUE(catches_not("branch-name", "allow: ['v[0-9]*']", branch("v1.2")));
  EXPECT_TRUE(catches("branch-name", "allow: ['v[0-9]*']", branch("x/v1.2")));
  EXPECT_TRUE(catches("branch-name", "also: ['!feature/old-*']", branch("feature/old-a")));
}

TEST(BranchName, TheDefaultBranchAlwaysPasses) {
  RefCase trunk = branch("trunk");
  EXPECT_TRUE(catches("branch-name", "", trunk));
  trunk.context.default_branch = "refs/heads/trunk";
  EXPECT_TRUE(catches_not("branch-name", "", trunk));
}

TEST(BranchName, JudgesNewBranchesAlone) {
  EXPECT_TRUE(catches_not("branch-name", "", updated("refs/heads/vit")));
  EXPECT_TRUE(catches_not("branch-name", "", forced("refs/heads/vit")));
  EXPECT_TRUE(catches_not("branch-name", "", deleted("refs/heads/vit")));
  EXPECT_TRUE(catches_not("branch-name", "", created("refs/tags/vit")));
  EXPECT_TRUE(catches_not("branch-name", "", created("refs/notes/vit")));
  EXPECT_TRUE(catches_not("branch-name", "", branch("a b")));  // ref-namespace says it
}

TEST(BranchName, ConventionalBranchIsAnOption) {
  const std::string_view options = "convention: conventional-branch";
  for (const char* name :
       {"main", "master", "develop", "feature/add-vit", "feat/add-vit", "bugfix/issue-123-nan", "fix/nan",
        "hotfix/seed", "release/v1.2.0", "release/1.2.0-rc.1", "chore/bump-torch", "exp/vit",
        "exp/2026/Any_Thing", "revert-12-x", "dependabot/pip/torch-2.4", "gh-readonly-queue/main/pr-7-abc"})
    EXPECT_TRUE(catches_not("branch-name", options, branch(name))) << name;
  struct Case {
    const char* name;
    const char* part;
  };
  for (const Case& each :
       {Case{"feature/Add-ViT", "`A` is not in lower case | rename it to `feature/add-vit`"},
        Case{"feature/add_vit", "`_` is not a lower-case letter, a digit or a hyphen"},
        Case{"feature/add--vit", "in a row | rename it to `feature/add-vit`"},
        Case{"feature/-vit", "begins or ends with a hyphen"},
        Case{"feature/vit-", "begins or ends with a hyphen"},
        Case{"feature/vit-1.0", "`.` is not a lower-case letter"},
        Case{"release/1-.2", "in a row | rename it to `release/1-2`"},
        Case{"feature/models/vit", "more than one `/` | rename it to `feature/models-vit`"},
        Case{"feature/模型", "`模` is not a lower-case letter"},
        Case{"vit", "no type, such as `feature/` | rename it to `feature/vit`"},
        Case{"Feature/vit", "`Feature` is not one of the types"},
        Case{"bug_nan-loss", "no type, such as `feature/` | rename it to `bugfix/nan-loss`"},
        Case{"docs/readme", "`docs` is not one of the types"},
        Case{"feature", "no type, such as `feature/` | rename it to `feature/feature`"}})
    EXPECT_TRUE(catches("branch-name", options, branch(each.name), each.part)) << each.name;
  EXPECT_TRUE(
      catches_not("branch-name", "convention: conventional-branch, also: ['docs/*']", branch("docs/Any_1")));
  EXPECT_EQ(judge("branch-name", options, branch("feature/Add_ViT")).at(0).remedy.commands.front(),
            (Command{"git", "branch", "-m", "feature/Add_ViT", "feature/add-vit"}));
}

// What is proposed follows the convention itself.
TEST(BranchName, ProposedNamesAreConventional) {
  const std::string_view options = "convention: conventional-branch";
  for (const char* name : {"a", "A_b", "feature/", "Feat/X Y", "fix--it", "release/V1.2..3", "hotfix/---",
                           "模型", "..a", "feature/a/b/c", "Bug/ÄÖ", "chore", "RELEASE-1.2"}) {
    const Violations violations = judge("branch-name", options, branch(name));
    if (violations.empty()) continue;
    const std::string meant = violations[0].remedy.commands.at(0).back();
    EXPECT_TRUE(meant.find("NAME") != std::string::npos || catches_not("branch-name", options, branch(meant)))
        << name << " → " << meant;
  }
}

}  // namespace
}  // namespace expgate::test
