#include "gate/past_push.h"

#include <gtest/gtest.h>

namespace expgate::test {
namespace {

TEST(PastPush, ComesBackAsItWas) {
  gate::PastPush push{"2026-11-30T10:00:00.000Z", "ada", "", "ssh", "a reason: 3:x\nand more", {}, {}};
  push.updates.push_back(
      {.ref = "refs/heads/a", .old_oid = {}, .new_oid = *Oid::parse(std::string(40, '1'))});
  push.updates.push_back({.ref = "refs/heads/b",
                          .old_oid = *Oid::parse(std::string(64, '2')),
                          .new_oid = Oid::zero(ObjectFormat::sha256)});
  push.rules = {"artifact-path", "max-file-size"};
  push.outcome = PushOutcome::rejected;
  push.has_all_refs = false;
  const gate::PastPush again = gate::unpacked_push(push.time, gate::packed_push(push));
  EXPECT_EQ(again.time, push.time);
  EXPECT_EQ(again.user, push.user);
  EXPECT_EQ(again.user_id, push.user_id);
  EXPECT_EQ(again.protocol, push.protocol);
  EXPECT_EQ(again.bypass, push.bypass);
  EXPECT_EQ(again.rules, push.rules);
  EXPECT_EQ(again.outcome, push.outcome);
  EXPECT_EQ(again.is_let_in, push.is_let_in);
  EXPECT_EQ(again.has_all_refs, push.has_all_refs);
  ASSERT_EQ(again.updates.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(again.updates[i].ref, push.updates[i].ref);
    EXPECT_EQ(again.updates[i].old_oid, push.updates[i].old_oid);
    EXPECT_EQ(again.updates[i].new_oid, push.updates[i].new_oid);
  }
}

TEST(PastPush, OfNothing) {
  const gate::PastPush again = gate::unpacked_push("", gate::packed_push({}));
  EXPECT_TRUE(again.updates.empty() && again.rules.empty() && again.user.empty());
  EXPECT_EQ(again.outcome, PushOutcome::passes);
  EXPECT_TRUE(again.has_all_refs);
}

}  // namespace
}  // namespace expgate::test
