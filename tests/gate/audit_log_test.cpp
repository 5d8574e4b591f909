#include "gate/audit_log.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "report/sample.h"
#include "support/full_disk.h"

namespace expgate::test {
namespace {

using nlohmann::json;

ChangeSet push_to(const std::vector<std::string>& refs) {
  ChangeSet changes;
  for (const std::string& ref : refs)
    changes.updates.push_back({ref, Oid{}, *Oid::parse(std::string(40, '1'))});
  changes.context.user = "ada";
  changes.context.user_id = "user-7";
  changes.context.project = "vision/vit";
  changes.context.protocol = "ssh";
  return changes;
}

json line_of(const Report& report, const ChangeSet& changes, const policy::Policy& policy = {}) {
  const std::string line = gate::audit_line(report, changes, policy);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line, with its end";
  return json::parse(line);
}

TEST(AuditLine, SaysWhoPushedWhatAndWhatCameOfIt) {
  Report report = report_of(Mode::pre_receive, {checkpoint_finding(), bare_finding(Severity::warn)});
  report.counts.commits = 3;
  report.elapsed_ms = 4.14;
  policy::Policy policy;
  policy.digest = "abc";
  const json line = line_of(report, push_to({"refs/heads/exp/vit"}), policy);
  EXPECT_EQ(line["schema"], "expgate-audit/1");
  EXPECT_TRUE(line["time"].get<std::string>().ends_with("Z"));
  EXPECT_EQ(line["user"], "ada");
  EXPECT_EQ(line["user_id"], "user-7");
  EXPECT_EQ(line["project"], "vision/vit");
  EXPECT_EQ(line["protocol"], "ssh");
  EXPECT_EQ(line["hook"], "pre-receive");
  EXPECT_EQ(line["mode"], "enforce");
  EXPECT_EQ(line["verdict"], "fail");
  EXPECT_EQ(line["exit_code"], 1);
  EXPECT_EQ(line["refs"], json::parse(R"([{"ref": "refs/heads/exp/vit",
    "old": "0000000000000000000000000000000000000000", "new": "1111111111111111111111111111111111111111"}])"));
  EXPECT_EQ(line["counts"],
            json::parse(R"({"refs": 1, "commits": 3, "files": 0, "error": 1, "warning": 1, "waived": 0})"));
  EXPECT_EQ(line["findings"][0]["rule"], "max-file-size");
  EXPECT_EQ(line["findings"][0]["path"], "models/best.bin");
  EXPECT_EQ(line["findings"][1]["severity"], "warning");
  EXPECT_EQ(line["policy"], "abc");
  EXPECT_EQ(line["elapsed_ms"], 4.1);
  for (const char* key : {"bypass", "error"}) EXPECT_TRUE(line[key].is_null()) << key;
}

TEST(AuditLine, SaysWhatWasWaivedByWhomAndWhy) {
  Report report = report_of(Mode::pre_receive, {});
  Finding waived = checkpoint_finding();
  waived.waived = "demo on Monday";
  waived.waived_by = verbatim("bypass by `alice`");
  report.waived = {waived};
  report.counts.waived = 1;
  report.bypass = "demo on Monday";
  const json line = line_of(report, push_to({"refs/heads/a"}));
  EXPECT_EQ(line["verdict"], "pass");
  EXPECT_EQ(line["bypass"], "demo on Monday");
  EXPECT_EQ(line["waived"][0]["reason"], "demo on Monday");
  EXPECT_EQ(line["waived"][0]["by"], "bypass by `alice`");
  EXPECT_EQ(line["counts"]["waived"], 1);
}

TEST(AuditLine, SaysWhyNothingWasDecided) {
  Report report = report_of(Mode::update, {});
  report.error = Error{verbatim("object missing"), verbatim("run git fsck")};
  report.warn_only = true;
  const json line = line_of(report, push_to({}));
  EXPECT_EQ(line["verdict"], "undecided");
  EXPECT_EQ(line["exit_code"], 2);
  EXPECT_EQ(line["mode"], "warn");
  EXPECT_EQ(line["error"], "object missing");
  EXPECT_EQ(line_of(report, ChangeSet{})["user"], nullptr);
}

TEST(AuditLine, IsBoundedAndOneLineWhateverIsPushed) {
  Finding finding = checkpoint_finding();
  finding.path = "models/\xFF\n" + std::string(100'000, 'x');
  const Report report = report_of(Mode::pre_receive, std::vector<Finding>(5'000, finding));
  const json line = line_of(report, push_to(std::vector<std::string>(20'000, "refs/heads/\n\xFE")));
  EXPECT_EQ(line["findings"].size(), 100U);
  EXPECT_EQ(line["counts"]["error"], 5'000) << "counted in full";
  EXPECT_EQ(line["refs"].size(), 10'000U);
  EXPECT_EQ(line["counts"]["refs"], 20'000);
  EXPECT_LE(line["findings"][0]["path"].get<std::string>().size(), 1'100U);
  EXPECT_EQ(line["refs"][0]["ref"], "refs/heads/\n\\xFE");
}

TEST(AuditLine, NamesTheFirstOfEachCheckEvenBehindAHundredOthers) {
  std::vector<Finding> findings(500, bare_finding(Severity::warn));
  findings.insert(findings.end(), 500, checkpoint_finding());
  Finding last = checkpoint_finding();
  last.rule = last.check = "artifact-path";
  findings.push_back(last);
  const json line = line_of(report_of(Mode::pre_receive, findings), push_to({"refs/heads/a"}));
  ASSERT_EQ(line["findings"].size(), 100U);
  EXPECT_EQ(line["findings"][0]["severity"], "warning");
  EXPECT_EQ(line["findings"][1]["rule"], "max-file-size");
  EXPECT_EQ(line["findings"][2]["rule"], "artifact-path");
  for (std::size_t i = 3; i < 100; ++i) EXPECT_EQ(line["findings"][i]["severity"], "error");
}

TEST(AuditLog, ALineBehindOneThatWasCutByAFullDiskStandsOnItsOwn) {
  std::string file = testing::TempDir() + "expgate-audit.XXXXXX";
  ASSERT_GE(::mkstemp(file.data()), 0);
  EXPECT_TRUE(gate::append_line(file, "one\n"));
  {
    const FullDisk full(7);
    EXPECT_FALSE(gate::append_line(file, "two is too long\n"));
    EXPECT_FALSE(gate::append_line(file, "three\n"));
  }
  EXPECT_TRUE(gate::append_line(file, "four\n"));
  EXPECT_TRUE(gate::append_line(file, "five\n"));
  EXPECT_EQ(*read_file(file), "one\ntwo\nfour\nfive\n");
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace expgate::test
