#include "report/fingerprint.h"

#include <functional>

#include <gtest/gtest.h>

#include "report/sample.h"

namespace expgate::test {
namespace {

using report::fingerprint;

// Whether a finding is known again after that.
bool is_the_same(Finding finding, const std::function<void(Finding&)>& change) {
  const std::string before = fingerprint(finding);
  change(finding);
  return fingerprint(finding) == before;
}

void rebase(Finding& finding) {
  finding.commit = Oid::parse("5f2a9c1d00000000000000000000000000000000");
  finding.help = "git rebase -i 5f2a9c1^";
}

TEST(Fingerprint, ARebaseChangesNone) {
  EXPECT_TRUE(is_the_same(checkpoint_finding(), rebase));
  Finding message = bare_finding();
  message.subject = "wip";
  message.commit = checkpoint_finding().commit;
  EXPECT_TRUE(is_the_same(message, rebase));
  Finding tip = message;
  tip.scope = Scope::tip;
  tip.refs = {"refs/heads/exp/a"};
  EXPECT_TRUE(is_the_same(tip, rebase));
  EXPECT_TRUE(is_the_same(tip, [](Finding& it) { it.subject = "feat: go on"; })) << "the tip moves";
}

TEST(Fingerprint, LinesThatMoveChangeNone) {
  Finding finding = checkpoint_finding();
  finding.line = 7;
  finding.message = "`torch>=2` (line 7) is not pinned";
  EXPECT_TRUE(is_the_same(finding, [](Finding& it) {
    it.line = 9;
    it.message = "`torch>=2` (line 9) is not pinned";
    it.object = Oid::parse("00000000000000000000000000000000000000cd");
  }));
  Finding message = bare_finding();
  message.line = 3;
  EXPECT_TRUE(is_the_same(message, [](Finding& it) { it.line = 4; }));
}

TEST(Fingerprint, WhatIsAnotherThingHasAnother) {
  const Finding file = checkpoint_finding();
  EXPECT_FALSE(is_the_same(file, [](Finding& it) { it.path = "models/last.bin"; }));
  EXPECT_FALSE(is_the_same(file, [](Finding& it) { it.check = "figures-size"; }));
  EXPECT_FALSE(is_the_same(file, [](Finding& it) { it.object = Oid{}; }));
  const Finding message = bare_finding();
  EXPECT_FALSE(is_the_same(message, [](Finding& it) { it.subject = "wip"; }));
  EXPECT_FALSE(is_the_same(message, [](Finding& it) { it.message = "something else"; }));
  Finding ref = bare_finding();
  ref.scope = Scope::ref;
  EXPECT_FALSE(is_the_same(ref, [](Finding& it) { it.refs = {"refs/heads/x"}; }));
  Finding line = checkpoint_finding();
  line.line = 1;
  line.message = "`torch` is not pinned";
  EXPECT_FALSE(is_the_same(line, [](Finding& it) { it.message = "`numpy` is not pinned"; }));
}

TEST(Fingerprint, PartsDoNotRunIntoEachOther) {
  Finding one = bare_finding();
  one.check = "a";
  one.subject = "bc";
  Finding other = bare_finding();
  other.check = "ab";
  other.subject = "c";
  EXPECT_NE(fingerprint(one), fingerprint(other));
}

TEST(Fingerprint, EqualOnesGetDistinctNamesInTheirOrder) {
  const Finding one = checkpoint_finding();
  const Finding other = bare_finding();
  const std::vector<const Finding*> findings{&one, &other, &one, &one};
  const std::vector<std::string> prints = report::fingerprints(findings);
  EXPECT_EQ(prints, (std::vector<std::string>{fingerprint(one), fingerprint(other), fingerprint(one) + "-2",
                                              fingerprint(one) + "-3"}));
  EXPECT_EQ(prints[0].size(), 32U);
}

}  // namespace
}  // namespace expgate::test
