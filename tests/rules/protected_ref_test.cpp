#include "support/verdict.h"

namespace expgate::test {
namespace {

RefCase in_mode(RefCase made, Mode mode, std::string protocol = "") {
  made.context.mode = mode;
  made.context.protocol = std::move(protocol);
  return made;
}

TEST(ProtectedRef, NeitherDeletedNorRewritten) {
  EXPECT_TRUE(catches("protected-ref", "", deleted("refs/heads/main"),
                      "branch `main` is protected and may not be deleted"));
  EXPECT_TRUE(catches("protected-ref", "", forced("refs/heads/main"), "no force push"));
  EXPECT_TRUE(catches("protected-ref", "", forced("refs/heads/release/1.0"), "rebase on the branch"));
  EXPECT_EQ(judge("protected-ref", "", forced("refs/heads/release/1.0")).at(0).remedy.commands,
            (std::vector<Command>{{"git", "fetch", "origin"}, {"git", "rebase", "origin/release/1.0"}}));
  EXPECT_TRUE(catches_not("protected-ref", "", updated("refs/heads/main")));
  EXPECT_TRUE(catches_not("protected-ref", "", created("refs/heads/main")));
}

TEST(ProtectedRef, ATagIsNotMoved) {
  EXPECT_TRUE(
      catches("protected-ref", "", updated("refs/tags/v1"), "tag `v1` is protected and may not be moved"));
  EXPECT_EQ(judge("protected-ref", "", forced("refs/tags/v1")).at(0).remedy.commands,
            (std::vector<Command>{{"git", "tag", "-a", "v1-2"}, {"git", "push", "origin", "v1-2"}}));
  EXPECT_TRUE(
      catches("protected-ref", "", deleted("refs/tags/v1"), "tag `v1` is protected and may not be deleted"));
  EXPECT_TRUE(catches_not("protected-ref", "", created("refs/tags/v1")));
}

TEST(ProtectedRef, DirectPushesAreDeniedWhereThePolicySaysSo) {
  const RefCase update = updated("refs/heads/main");
  EXPECT_EQ(judge("protected-ref", "direct_push: deny", update).at(0).remedy.commands,
            (std::vector<Command>{{"git", "push", "origin", "HEAD:refs/heads/feature/NAME"}}));
  EXPECT_TRUE(
      catches("protected-ref", "direct_push: deny", in_mode(update, Mode::pre_push), "merge requests"));
  EXPECT_TRUE(catches("protected-ref", "direct_push: deny", in_mode(update, Mode::pre_receive, "ssh"),
                      "merge requests"));
  EXPECT_TRUE(catches_not("protected-ref", "direct_push: deny", in_mode(update, Mode::pre_receive, "web")));
  EXPECT_TRUE(catches_not("protected-ref", "direct_push: allow", update));
  EXPECT_TRUE(catches_not("protected-ref", "direct_push: deny", created("refs/heads/main")));
  EXPECT_TRUE(catches_not("protected-ref", "direct_push: deny", in_mode(update, Mode::ci)));
  EXPECT_TRUE(catches("protected-ref", "direct_push: deny",
                      in_mode(forced("refs/heads/main"), Mode::pre_receive, "web"), "force"));
}

}  // namespace
}  // namespace expgate::test
