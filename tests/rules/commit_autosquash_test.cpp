#include "support/verdict.h"

namespace expgate::test {
namespace {

TEST(CommitAutosquash, NoneIsLeft) {
  for (const char* text :
       {"fixup! feat: a", "squash! feat: a\n\nb\n", "amend! feat: a\n\nfeat: a\n", "fixup! fixup! feat: a"})
    EXPECT_TRUE(catches("commit-autosquash", "", message(text), "has not been folded")) << text;
}

TEST(CommitAutosquash, OthersPass) {
  for (const char* text : {"feat: a", "fixup!", "fixup! ", "fix: drop fixup! commits", "fixup: a",
                           "feat: a\n\nfixup! feat: b\n"})
    EXPECT_TRUE(catches_not("commit-autosquash", "", message(text))) << text;
  EXPECT_TRUE(catches_not("commit-autosquash", "", merge("fixup! feat: a")));
}

}  // namespace
}  // namespace expgate::test
