#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(CommitType, TheListPasses) {
  for (const char* type :
       {"build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"}) {
    EXPECT_TRUE(catches_not("commit-type", "", message(std::string(type) + ": a"))) << type;
    EXPECT_TRUE(catches_not("commit-type", "", message(std::string(type) + "(a)!: b"))) << type;
  }
}

struct TypeCase {
  const char* header;
  const char* part;
};

TEST(CommitType, SaysWhatWasMeant) {
  for (const TypeCase& c : {
           TypeCase{"Feat: add ViT", "the type `Feat` is not in lower case | write `feat: add ViT`"},
           TypeCase{"FIX(data)!: a", "write `fix(data)!: a`"},
           TypeCase{"feet: add ViT", "did you mean `feat`? | write `feat: add ViT`"},
           TypeCase{"feature: x", "did you mean `feat`?"},
           TypeCase{"Feature: x", "did you mean `feat`?"},
           TypeCase{"bugfix: x", "did you mean `fix`?"},
           TypeCase{"hotfix: x", "did you mean `fix`?"},
           TypeCase{"doc: x", "did you mean `docs`?"},
           TypeCase{"tests: x", "did you mean `test`?"},
           TypeCase{"performance: x", "did you mean `perf`?"},
           TypeCase{"refactoring: x", "did you mean `refactor`?"},
           TypeCase{"deps: x", "did you mean `chore`?"},
           TypeCase{"model: add ViT", "an area goes into the scope: `feat(model): …`"},
           TypeCase{"model: ViT", "`feat(model): …` | the types are `build`"},
           TypeCase{"cli: add x", "an area goes into the scope: `feat(cli): …` | write `feat(cli): add x`"},
           TypeCase{"ui: fix x", "an area goes into the scope: `fix(ui): …` | write `fix(ui): fix x`"},
           TypeCase{"Core: 修复加载器", "`fix(core): …` | write `fix(core): 修复加载器`"},
           TypeCase{"gui: x", "an area"},
           TypeCase{"Text: x", "an area"},
           TypeCase{"core(api): x", "unknown type `core`"},
           TypeCase{"ui(x): add y", "unknown type `ui` | the types are"},
           TypeCase{"fxi: x", "did you mean `fix`?"},
           TypeCase{"fixx: x", "did you mean `fix`?"},
           TypeCase{"tets: x", "did you mean `test`?"},
           TypeCase{"cy: x", "unknown type `cy` | the types are"},
           TypeCase{"wip: x", "unknown type `wip` | the types are `build`, `chore`, `ci`"},
           TypeCase{"experiment: x", "the types are `build`"},
       })
    EXPECT_TRUE(catches("commit-type", "", message(c.header), c.part)) << c.header;
}

TEST(CommitType, OfTheTeam) {
  EXPECT_TRUE(catches_not("commit-type", "types: [exp, fix]", message("exp: a")));
  EXPECT_TRUE(catches("commit-type", "types: [exp, fix]", message("feat: a"), "the types are `exp`, `fix`"));
  EXPECT_TRUE(
      catches("commit-type", "types: [exp, fix]", message("feature: a"), "the types are `exp`, `fix`"));
  EXPECT_TRUE(catches("commit-type", "types: [exp, fix]", message("bug: a"), "did you mean `fix`?"));
}

TEST(CommitType, LeavesOthersToOtherRules) {
  for (const char* text : {"update", "Feat:a", "new feature: x", "fixup! Feat: a", ""})
    EXPECT_TRUE(catches_not("commit-type", "", message(text))) << text;
  EXPECT_TRUE(catches_not("commit-type", "", merge("Feat: a")));
}

}  // namespace
}  // namespace expgate::test
