#include "report/fleet/read.h"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <gtest/gtest.h>

#include "catalogue/catalogue.h"
#include "report/json.h"
#include "report/sample.h"

namespace expgate::test {
namespace {

namespace fs = std::filesystem;

// A file with these bytes, as long as it is in scope.
class File {
 public:
  explicit File(const std::string& bytes)
      : path_(fs::temp_directory_path() / ("fleet-" + std::to_string(::getpid()) + ".json")) {
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { fs::remove(path_); }
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  fs::path path_;
};

Report audit_report() {
  Report report = report_of(Mode::audit, {checkpoint_finding(), checkpoint_finding()});
  report.counts = {.refs = 1, .commits = 7, .files = 9, .objects = 14, .waived = 3};
  report.survey.emplace();
  report.survey->repository = "team/vit";
  report.survey->last_day = 19'000;
  report.survey->categories[0] = {.objects = 2, .size = 900, .stored = 700};
  report.survey->categories[kBulks - 1] = {.objects = 5, .size = 90, .stored = 50};
  report.survey->rules = {{.rule = "max-file-size", .errors = 2, .warnings = 0, .waived = 3, .days = {}}};
  return report;
}

std::string audit_json() {
  return report::json(audit_report(), "1.2.3");
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), instead);
}

// Why it is unreadable; empty: it is not.
std::string objection(const std::string& bytes) {
  const File file(bytes);
  const auto audit = report::read_audit(file.path());
  return audit ? std::string() : english(audit.error().message);
}

TEST(FleetRead, TakesFromAReportWhatTheReporterWrote) {
  const File file(audit_json());
  const auto audit = report::read_audit(file.path());
  ASSERT_TRUE(audit) << english(audit.error().message);
  EXPECT_EQ(audit->repository.name, "team/vit");
  EXPECT_EQ(audit->repository.file, file.path());
  EXPECT_EQ(audit->repository.verdict, Verdict::fail);
  EXPECT_EQ(audit->repository.commits, 7U);
  EXPECT_EQ(audit->repository.errors, 2U);
  EXPECT_EQ(audit->repository.warnings, 0U);
  EXPECT_EQ(audit->repository.waived, 3U);
  EXPECT_EQ(audit->repository.stored, 750U);
  EXPECT_EQ(audit->repository.artifacts, 700U);
  EXPECT_EQ(audit->repository.last, iso_date(19'000));
  EXPECT_EQ(audit->categories[0].objects, 2U);
  ASSERT_EQ(audit->rules.size(), 1U);
  EXPECT_EQ(audit->rules.at("max-file-size").repositories, 1U);
  EXPECT_EQ(audit->rules.at("max-file-size").errors, 2U);
  EXPECT_EQ(audit->rules.at("max-file-size").waived, 3U);
}

TEST(FleetRead, NamesARepositoryByItsFileIfTheReportDoesNot) {
  const File file(with(audit_json(), "\"repository\": \"team/vit\",", ""));
  const auto audit = report::read_audit(file.path());
  ASSERT_TRUE(audit);
  EXPECT_EQ(audit->repository.name + ".json", fs::path(file.path()).filename().string());
}

TEST(FleetRead, TakesAReportThatIsUndecidedWithoutASurvey) {
  Report report = audit_report();
  report.survey.reset();
  report.error = Error{verbatim("an object is missing"), {}};
  const File file(report::json(report, "1.2.3"));
  const auto audit = report::read_audit(file.path());
  ASSERT_TRUE(audit) << english(audit.error().message);
  EXPECT_EQ(audit->repository.verdict, Verdict::undecided);
  EXPECT_EQ(audit->repository.problem, "an object is missing");
}

TEST(FleetRead, SaysWhereAReportIsCutOff) {
  const std::string whole = audit_json();
  EXPECT_EQ(objection(whole), "");
  EXPECT_EQ(objection(""), "it is empty: the audit did not run to its end");
  for (std::size_t length = 1; length + 2 < whole.size(); length += 7)
    EXPECT_EQ(objection(whole.substr(0, length)), "it is cut off: it ends in the middle of the report")
        << length;
}

TEST(FleetRead, RejectsWhatIsNoReport) {
  EXPECT_EQ(objection("<html>"), "it is not JSON (byte 1)");
  EXPECT_EQ(objection(audit_json() + audit_json()),
            "it is not JSON (byte " + std::to_string(audit_json().size() + 1) + ")");
  EXPECT_EQ(objection(audit_json() + "}"),
            "it is not JSON (byte " + std::to_string(audit_json().size() + 1) + ")");
  for (const char* other : {"{}", "[]", "7", "\"expgate-report/1\"", "[{\"schema\": \"expgate-report/1\"}]",
                            R"({"x": {"schema": "expgate-report/1"}})"})
    EXPECT_EQ(objection(other), "it is not a report of expgate (`expgate-report/1`)") << other;
  EXPECT_EQ(objection(with(audit_json(), "expgate-report/1", "expgate-report/2")),
            "it is not a report of expgate (`expgate-report/1`)");
  EXPECT_EQ(objection(with(audit_json(), "\"audit\"", "\"ci\"")), "it is a report of `ci`, not of `audit`");
  EXPECT_EQ(objection(with(audit_json(), "\"audit\": {", "\"odd\": {")), "it has no `audit`");
  EXPECT_EQ(objection(with(audit_json(), "\"error\"", "\"odd\"")), "it has no `counts.error`");
  EXPECT_EQ(objection(with(audit_json(), "\"verdict\"", "\"odd\"")), "it has no `verdict`");
}

TEST(FleetRead, RejectsValuesOfTheWrongType) {
  for (const char* value : {"-1", "1.5", "\"2\"", "null", "true", "99999999999999999999"})
    EXPECT_EQ(objection(with(audit_json(), "\"error\": 2", std::string("\"error\": ") + value)),
              "`error` has a value of the wrong type")
        << value;
  EXPECT_EQ(objection(with(audit_json(), "\"verdict\": \"fail\"", "\"verdict\": \"fine\"")),
            "`verdict` has a value of the wrong type");
  EXPECT_EQ(objection(with(audit_json(), "\"repository\": \"team/vit\"", "\"repository\": 7")),
            "`repository` has a value of the wrong type");
}

TEST(FleetRead, KeepsNoTextOrDepthWithoutBound) {
  const std::string mebibyte(1U << 20U, 'x');
  EXPECT_EQ(objection(with(audit_json(), "max-file-size", mebibyte)), "it has a text of more than 1 MiB");
  EXPECT_EQ(objection("{" + std::string(2U << 20U, ' ') + "}"), "it has a text of more than 1 MiB");
  EXPECT_EQ(objection("{\"x\": " + std::string(100'000, '[')), "its values lie too deep in each other");
  std::string backslashes;
  for (int i = 0; i < 100'000; ++i) backslashes += R"(\\\")";
  EXPECT_EQ(objection(with(audit_json(), "max-file-size", backslashes)), "");
}

TEST(FleetRead, SaysWhyAFileCannotBeOpened) {
  EXPECT_EQ(english(report::read_audit("/nowhere/x.json").error().message), "No such file or directory");
  EXPECT_EQ(english(report::read_audit("/").error().message), "Is a directory");
}

}  // namespace
}  // namespace expgate::test
