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

}  // namespace
}  // namespace expgate::test
