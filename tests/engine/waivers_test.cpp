#include "engine/waivers.h"

#include <gtest/gtest.h>

#include "support/fake_oid.h"
#include "support/texts.h"

namespace expgate::engine {
namespace {

using test::fake_oid;
using Texts = std::vector<std::string>;

Finding finding(const std::string& rule, const std::string& path, Severity severity = Severity::error) {
  Finding made;
  made.reason = &test::kSomeReason;
  made.rule = rule;
  made.check = rule == "max-file-size" ? "figures-size" : rule;
  made.severity = severity;
  made.commit = fake_oid("commit");
  if (!path.empty()) {
    made.path = path;
    made.object = fake_oid(path);
  }
  return made;
}

policy::Exception exception(const std::string& rule, Texts paths, const std::string& expires = "") {
  return {rule, std::move(paths), std::nullopt, "by the board", expires, {"p.yaml", 7}};
}

Context context_of(const std::string& user, const std::string& reason = "") {
  Context context;
  context.user = user;
  context.today = "2026-06-15";
  context.bypass = reason;
  return context;
}

// The report after waiving, of these findings.
Report waived(const policy::Policy& policy, const Context& context, std::vector<Finding> findings) {
  Report report;
  report.findings = std::move(findings);
  const auto done = waive(policy, context, report);
  EXPECT_TRUE(done) << english(done.error().message);
  EXPECT_EQ(report.counts.waived, report.waived.size());
  return report;
}

bool lets_pass(const policy::Exception& exception, const Finding& finding) {
  policy::Policy policy;
  policy.exceptions = {exception};
  const Report report = waived(policy, context_of("bob"), {finding});
  EXPECT_EQ(report.findings.size() + report.waived.size(), 1U);
  return report.findings.empty();
}

TEST(Waivers, AnExceptionIsForItsRuleAndPath) {
  const Finding weights = finding("artifact-path", "models/a.pt");
  EXPECT_TRUE(lets_pass(exception("artifact-path", {"models/*.pt"}), weights));
  EXPECT_TRUE(lets_pass(exception("artifact-path", {"docs", "models"}), weights));
  EXPECT_FALSE(lets_pass(exception("artifact-path", {"docs"}), weights));
  EXPECT_FALSE(lets_pass(exception("artifact-path", {"Models"}), weights));
  EXPECT_FALSE(lets_pass(exception("max-file-size", {"models"}), weights));
  EXPECT_FALSE(lets_pass(exception("artifact-path", {"**"}), finding("artifact-path", "")));
}

TEST(Waivers, ACheckIsNamedByItsKeyToo) {
  EXPECT_TRUE(lets_pass(exception("figures-size", {"*.png"}), finding("max-file-size", "a.png")));
  EXPECT_TRUE(lets_pass(exception("max-file-size", {"*.png"}), finding("max-file-size", "a.png")));
}

TEST(Waivers, AnExceptionIsForItsObject) {
  policy::Exception one = exception("artifact-path", {});
  one.object = fake_oid("a.pt");
  EXPECT_TRUE(lets_pass(one, finding("artifact-path", "a.pt")));
  EXPECT_FALSE(lets_pass(one, finding("artifact-path", "b.pt")));
  one.paths = {"docs"};
  EXPECT_FALSE(lets_pass(one, finding("artifact-path", "a.pt")));  // both must fit
  one.paths = {};
  one.object = fake_oid("commit");
  EXPECT_FALSE(lets_pass(one, finding("artifact-path", "a.pt")));  // a commit stands for its message alone
  EXPECT_TRUE(lets_pass(one, finding("artifact-path", "")));
}

TEST(Waivers, ADateIsTheLastDay) {
  const Finding weights = finding("artifact-path", "a.pt");
  EXPECT_TRUE(lets_pass(exception("artifact-path", {"a.pt"}, "2026-06-15"), weights));
  EXPECT_TRUE(lets_pass(exception("artifact-path", {"a.pt"}, "2026-10-01"), weights));
  EXPECT_FALSE(lets_pass(exception("artifact-path", {"a.pt"}, "2026-06-14"), weights));
}

TEST(Waivers, WhatHasEndedIsNamedOnce) {
  policy::Policy policy;
  policy.exceptions = {exception("artifact-path", {"*.pt"}, "2026-06-14"),
                       exception("artifact-path", {"*.ckpt"}, "2026-06-14")};
  const Report report =
      waived(policy, context_of("bob"), {finding("artifact-path", "a.pt"), finding("artifact-path", "b.pt")});
  EXPECT_EQ(
      test::english_of(report.notes),
      Texts{"`p.yaml`:7: the exception for `artifact-path` expired on 2026-06-14 and no longer counts"});
}

TEST(Waivers, ReasonAndSourceAreKept) {
  policy::Policy policy;
  policy.exceptions = {exception("artifact-path", {"*.pt"})};
  const Report report = waived(policy, context_of(""), {finding("artifact-path", "a.pt", Severity::warn)});
  ASSERT_EQ(report.waived.size(), 1U);
  EXPECT_EQ(report.waived[0].waived, "by the board");
  EXPECT_EQ(english(report.waived[0].waived_by), "`p.yaml`:7");
  EXPECT_EQ(test::english_of(report.notes), Texts{});
}

policy::Policy bypass_of_alice(Texts rules) {
  policy::Policy policy;
  policy.bypasses = {{{"alice", "carol"}, std::move(rules), {"p.yaml", 9}}};
  return policy;
}

TEST(Waivers, ABypassWantsTheRightUserRuleAndAReason) {
  const auto passes = [](const std::string& user, const std::string& reason, Texts rules) {
    return waived(bypass_of_alice(std::move(rules)), context_of(user, reason),
                  {finding("artifact-path", "a.pt")})
        .findings.empty();
  };
  EXPECT_TRUE(passes("alice", "demo", {}));
  EXPECT_TRUE(passes("carol", "demo", {"max-file-size", "artifact-path"}));
  EXPECT_FALSE(passes("alice", "demo", {"max-file-size"}));
  EXPECT_FALSE(passes("alice", "", {}));
  EXPECT_FALSE(passes("bob", "demo", {}));
  EXPECT_FALSE(passes("Alice", "demo", {}));
  EXPECT_FALSE(passes("", "demo", {}));
}

TEST(Waivers, ABypassIsToldAndLeavesWarningsAlone) {
  const Report report =
      waived(bypass_of_alice({}), context_of("alice", "demo"),
             {finding("artifact-path", "a.pt"), finding("max-file-size", "b.png", Severity::warn)});
  EXPECT_EQ(report.bypass, "demo");
  EXPECT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(test::english_of(report.notes), Texts{"bypass by `alice`: 1 error does not count, \"demo\""});
}

TEST(Waivers, OnlyWhoHasABypassIsToldOfIt) {
  const auto notes = [](Context context, const std::string& protocol, Mode mode) {
    context.protocol = protocol;
    context.mode = mode;
    return test::english_of(waived(bypass_of_alice({"artifact-path"}), context,
                                   {finding("artifact-path", "a.pt"), finding("branch-name", "")})
                                .notes);
  };
  const Mode hook = Mode::pre_receive;
  EXPECT_EQ(notes(context_of("alice"), "ssh", hook),
            Texts{"you may bypass `artifact-path` with a reason, which is logged: "
                  "git push -o expgate.bypass=\"why\""});
  EXPECT_EQ(notes(context_of("alice"), "web", hook), Texts{});
  EXPECT_EQ(notes(context_of("alice"), "", Mode::update), Texts{});
  EXPECT_EQ(notes(context_of("bob"), "ssh", hook), Texts{});
  EXPECT_EQ(notes(context_of("bob", "demo"), "ssh", hook),
            Texts{"the push option `expgate.bypass` has no effect: `bob` has no bypass for this"});
}

}  // namespace
}  // namespace expgate::engine
