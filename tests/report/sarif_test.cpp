#include "report/sarif.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/sample.h"

namespace expgate::test {
namespace {

using nlohmann::json;

constexpr Declaration kRule{.id = "max-file-size",
                            .scope = Scope::file,
                            .summary = msgid("Files are small."),
                            .why = msgid("clones carry them"),
                            .bad = msgid("a [b](c)"),
                            .good = msgid("d"),
                            .mend = msgid("Take it out.")};

json run_of(const Report& report) {
  const std::vector<const Declaration*> rules{&kRule};
  const std::string text = report::sarif(report, "1.2.3", rules);
  EXPECT_FALSE(holds_raw(text));
  const json log = json::parse(text);
  EXPECT_EQ(log["version"], "2.1.0");
  EXPECT_EQ(log["runs"].size(), 1U);
  return log["runs"][0];
}

TEST(SarifReport, RulesComeFromTheirDeclarations) {
  const json driver = run_of(report_of(Mode::ci, {}))["tool"]["driver"];
  EXPECT_EQ(driver["name"], "expgate");
  EXPECT_EQ(driver["version"], "1.2.3");
  EXPECT_EQ(driver["rules"][0]["id"], "max-file-size");
  EXPECT_EQ(driver["rules"][0]["shortDescription"]["text"], "Files are small.");
  EXPECT_EQ(driver["rules"][0]["help"]["text"], "Take it out.\n\nRejected:\na [b] (c)\n\nAccepted:\nd");
}

TEST(SarifReport, AResultHasAPlaceAndAFingerprint) {
  Finding finding = checkpoint_finding();
  finding.path = "models/a b\xFF:%.bin";
  finding.line = 7;
  const json result = run_of(report_of(Mode::ci, {finding}))["results"][0];
  EXPECT_EQ(result["ruleId"], "max-file-size");
  EXPECT_EQ(result["level"], "error");
  EXPECT_TRUE(result["message"]["text"].get<std::string>().starts_with(
      "`models/best.bin` is 48.2 MiB, over the limit of 5 MiB\nHelp: keep the file "));
  const json place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "models/a%20b%FF%3A%25.bin");
  EXPECT_EQ(place["region"]["startLine"], 7);
  EXPECT_EQ(result["partialFingerprints"]["expgateFinding/v1"].get<std::string>().size(), 32U);
  EXPECT_EQ(result["properties"]["commit"], finding.commit->hex());
  EXPECT_FALSE(result.contains("suppressions"));
}

TEST(SarifReport, MessagesAndRefsHaveAPlaceToo) {
  Finding ref = bare_finding();
  ref.scope = Scope::ref;
  ref.refs = {"refs/heads/exp/vit"};
  Finding push = bare_finding();
  push.scope = Scope::push;
  const json results = run_of(report_of(Mode::ci, {bare_finding(), ref, push}))["results"];
  const auto uri = [&](int i) {
    return results[i]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
  };
  EXPECT_EQ(uri(0), "commit-message");
  EXPECT_EQ(uri(1), "refs/heads/exp/vit");
  EXPECT_EQ(uri(2), "push");
}

TEST(SarifReport, WhatIsWaivedIsSuppressed) {
  Report report = report_of(Mode::pre_receive, {});
  Finding waived = checkpoint_finding();
  waived.waived = "pretrained";
  waived.waived_by = verbatim("`policy.yaml`:7");
  report.waived = {waived};
  const json result = run_of(report)["results"][0];
  EXPECT_EQ(result["suppressions"][0]["kind"], "external");
  EXPECT_EQ(result["suppressions"][0]["justification"], "pretrained, `policy.yaml`:7");
}

TEST(SarifReport, WarnModeHasNoErrors) {
  Report report = report_of(Mode::ci, {checkpoint_finding()});
  report.warn_only = true;
  const json run = run_of(report);
  EXPECT_EQ(run["results"][0]["level"], "warning");
  EXPECT_TRUE(run["results"][0]["message"]["text"].get<std::string>().starts_with("would be rejected: "));
  EXPECT_EQ(run["properties"]["verdict"], "pass");
}

TEST(SarifReport, WhatCouldNotBeDecidedFailed) {
  Report report = report_of(Mode::ci, {});
  report.error = Error{verbatim("object missing"), verbatim("run git fsck")};
  const json run = run_of(report);
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
  EXPECT_EQ(run["invocations"][0]["exitCode"], 2);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["level"], "error");
  EXPECT_EQ(run["results"][0]["ruleId"], "could-not-decide");
  EXPECT_EQ(run_of(report_of(Mode::ci, {}))["invocations"][0]["executionSuccessful"], true);
}

TEST(SarifReport, NoTextOfARepositoryIsALink) {
  const json run = run_of(evil_report());
  ASSERT_EQ(run["results"].size(), 4U);
  for (const json& result : run["results"]) {
    EXPECT_EQ(result["message"]["text"].get<std::string>().find("]("), std::string::npos);
    EXPECT_EQ(result["locations"].dump().find("]("), std::string::npos);
  }
}

}  // namespace
}  // namespace expgate::test
