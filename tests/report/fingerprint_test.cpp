#include "report/fingerprint.h"

#include <functional>

#include <gtest/gtest.h>

#include "report/sample.h"

namespace expgate::test {
namespace {

using report::fingerprint;

constexpr Reason kUnpinned{.name = "unpinned",
                           .text = msgid("`{package}` (line {line}) has no exact version")};

Finding unpinned(std::string package, int line) {
  Finding finding = checkpoint_finding();
  finding.line = line;
  finding.reason = &kUnpinned;
  finding.arguments = {{"package", std::move(package)}, {"line", line}};
  return finding;
}

// Whether a finding is known again after that.
bool is_the_same(Finding finding, const std::function<void(Finding&)>& change) {
  const std::string before = fingerprint(finding);
  change(finding);
  return fingerprint(finding) == before;
}

void rebase(Finding& finding) {
  finding.commit = Oid::parse("5f2a9c1d00000000000000000000000000000000");
  finding.remedy.commands = {{"git", "rebase", "-i", "5f2a9c1^"}};
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
  Finding finding = unpinned("torch>=2", 7);
  EXPECT_TRUE(is_the_same(finding, [](Finding& it) {
    it = unpinned("torch>=2", 9);
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
  EXPECT_FALSE(is_the_same(message, [](Finding& it) { it.reason = &kQuoted; }));
  Finding ref = bare_finding();
  ref.scope = Scope::ref;
  EXPECT_FALSE(is_the_same(ref, [](Finding& it) { it.refs = {"refs/heads/x"}; }));
  EXPECT_FALSE(is_the_same(unpinned("torch", 1), [](Finding& it) { it = unpinned("numpy", 1); }));
}

TEST(Fingerprint, OtherWordsOfAReasonChangeNone) {
  constexpr Reason kReworded{.name = "unpinned",
                             .text = msgid("line {line}: pin `{package}`"),
                             .help = msgid("write an exact version"),
                             .why = msgid("versions differ")};
  EXPECT_TRUE(is_the_same(unpinned("torch", 1), [&](Finding& it) {
    it.reason = &kReworded;
    it.why = kReworded.why;
  }));
  constexpr Reason kRenamed{.name = "no-version", .text = kUnpinned.text};
  EXPECT_FALSE(is_the_same(unpinned("torch", 1), [&](Finding& it) { it.reason = &kRenamed; }));
}

TEST(Fingerprint, NamesChangeItAndNumbersAndTextsDoNot) {
  Finding finding = bare_finding();
  finding.arguments = {{"name", "a"}};
  const auto with = [](Argument argument) {
    return [argument](Finding& it) { it.arguments.push_back(argument); };
  };
  EXPECT_FALSE(is_the_same(finding, [](Finding& it) { it.arguments = {{"name", "b"}}; }));
  EXPECT_FALSE(is_the_same(finding, [](Finding& it) { it.arguments = {{"other", "a"}}; }));
  EXPECT_FALSE(is_the_same(finding, with({"other", "a"})));
  EXPECT_TRUE(is_the_same(finding, with({"count", 7})));
  EXPECT_TRUE(is_the_same(finding, with({"count", 7U})));
  EXPECT_TRUE(is_the_same(finding, with({"share", 0.5})));
  EXPECT_TRUE(is_the_same(finding, with({"size", Bytes{7}})));
  EXPECT_TRUE(is_the_same(finding, with({"file", LocalFile{"/etc/policy.yaml"}})));
  EXPECT_TRUE(is_the_same(finding, with({"problem", tr("no value")})));
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
