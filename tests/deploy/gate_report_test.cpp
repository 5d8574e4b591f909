#include "deploy/gate_report.h"

#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

namespace expgate::deploy {
namespace {

namespace fs = std::filesystem;

// The report that a file with this text holds.
std::optional<GateReport> read(const std::string& text) {
  std::string folder = (fs::temp_directory_path() / "expgate-report-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return std::nullopt;
  std::ofstream(folder + "/report.json", std::ios::binary) << text;
  std::optional<GateReport> report = read_gate_report(folder + "/report.json");
  fs::remove_all(folder);
  return report;
}

using Rules = std::vector<std::string>;

TEST(GateReport, NamesTheRulesWithErrorsOnce) {
  const auto report = read(R"({"verdict": "fail", "findings": [
    {"rule": "commit-header", "severity": "error"},
    {"rule": "artifact-path", "severity": "error"},
    {"rule": "artifact-path", "severity": "error"},
    {"rule": "max-file-size", "severity": "warning"},
    {"rule": "notebook-output", "severity": "error", "waived": "#7"}]})");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->verdict, Verdict::fail);
  EXPECT_EQ(report->rules, (Rules{"artifact-path", "commit-header"}));
}

TEST(GateReport, ErrorsThatPassAreThoseOfWarnMode) {
  const auto report =
      read(R"({"verdict": "pass", "findings": [{"rule": "commit-header", "severity": "error"}]})");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->verdict, Verdict::pass);
  EXPECT_EQ(report->rules, Rules{"commit-header"});
}

TEST(GateReport, WithoutAVerdictNothingIsDecided) {
  for (const char* text :
       {R"({"verdict": "undecided", "findings": []})", "{}", R"({"verdict": 1, "findings": 2})",
        R"({"verdict": "maybe", "findings": [1, {"rule": 2}]})"}) {
    const auto report = read(text);
    ASSERT_TRUE(report) << text;
    EXPECT_EQ(report->verdict, Verdict::undecided) << text;
    EXPECT_TRUE(report->rules.empty()) << text;
  }
}

TEST(GateReport, AFileThatIsNoReportIsNone) {
  for (const char* text : {"", "[]", "push rejected", R"({"verdict": "fa)"}) EXPECT_FALSE(read(text)) << text;
  EXPECT_FALSE(read_gate_report("/nowhere/report.json"));
}

}  // namespace
}  // namespace expgate::deploy
