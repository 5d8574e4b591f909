#include "app/output.h"

#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "app/style.h"
#include "report/sample.h"
#include "support/full_disk.h"

namespace expgate::test {
namespace {

using app::Common;

// Keeps the variables that change how a report looks from reaching the tests, and gives each a folder of its
// own.
class Output : public testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"GL_PROTOCOL", "NO_COLOR", "FORCE_COLOR"}) unsetenv(name);
    setenv("TERM", "xterm", 1);
    std::string pattern = testing::TempDir() + "expgate-output-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override {
    for (const char* name : {"GL_PROTOCOL", "NO_COLOR", "FORCE_COLOR"}) unsetenv(name);
    std::filesystem::remove_all(folder_);
  }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

  [[nodiscard]] std::string content(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    std::ostringstream all;
    all << file.rdbuf();
    return all.str();
  }

  std::filesystem::path folder_;
};

struct Said {
  int code = 0;
  std::string out;
  std::string err;
};

Said run(const Report& report, const Common& common = {}) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said said;
  said.code = app::conclude(report, common);
  said.out = testing::internal::GetCapturedStdout();
  said.err = testing::internal::GetCapturedStderr();
  return said;
}

// The same with a stdout on which nothing can be written.
Said conclude_on_full_disk(const Report& report, const Common& common) {
  const int kept = dup(STDOUT_FILENO);
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  dup2(full, STDOUT_FILENO);
  testing::internal::CaptureStderr();
  Said said;
  said.code = app::conclude(report, common);
  said.err = testing::internal::GetCapturedStderr();
  dup2(kept, STDOUT_FILENO);
  close(kept);
  close(full);
  return said;
}

TEST_F(Output, HooksWriteToStderrAndOthersToStdout) {
  for (const Mode mode :
       {Mode::pre_commit, Mode::commit_msg, Mode::pre_push, Mode::pre_receive, Mode::update}) {
    const Said said = run(report_of(mode, {bare_finding()}));
    EXPECT_EQ(said.code, 1);
    EXPECT_EQ(said.out, "") << name_of(mode);
    EXPECT_TRUE(said.err.starts_with("error[some-rule]: something is wrong\n")) << said.err;
  }
  for (const Mode mode : {Mode::ci, Mode::audit}) {
    const Said said = run(report_of(mode, {bare_finding()}));
    EXPECT_EQ(said.code, 1);
    EXPECT_EQ(said.err, "") << name_of(mode);
    EXPECT_TRUE(said.out.starts_with("error[some-rule]: something is wrong\n")) << said.out;
  }
}

TEST_F(Output, ExitCodesAreTheVerdicts) {
  Report report = report_of(Mode::pre_push, {});
  EXPECT_EQ(run(report).code, 0);
  EXPECT_EQ(run(report).err, "");
  report.findings = {bare_finding(Severity::warn)};
  EXPECT_EQ(run(report).code, 0);
  report.findings.push_back(bare_finding());
  EXPECT_EQ(run(report).code, 1);
  report.warn_only = true;
  EXPECT_EQ(run(report).code, 0);
  report.error = Error{verbatim("an object is missing"), {}};
  EXPECT_EQ(run(report).code, 2);
}

TEST_F(Output, JsonGoesToStdoutAlone) {
  const Said said = run(report_of(Mode::pre_receive, {bare_finding()}), {.format = "json"});
  EXPECT_EQ(said.code, 1);
  EXPECT_EQ(said.err, "");
  EXPECT_EQ(nlohmann::json::parse(said.out)["verdict"], "fail");
}

TEST_F(Output, JsonThatCannotBeWrittenIsNoPass) {
  const Said pass = conclude_on_full_disk(report_of(Mode::pre_receive, {}), {.format = "json"});
  EXPECT_EQ(pass.code, 2);
  EXPECT_NE(pass.err.find("could not decide: writing to stdout"), std::string::npos) << pass.err;
  EXPECT_EQ(conclude_on_full_disk(report_of(Mode::pre_receive, {bare_finding()}), {.format = "json"}).code,
            1);
}

TEST_F(Output, TextThatCannotBeWrittenChangesNoVerdict) {
  const Said said = conclude_on_full_disk(report_of(Mode::ci, {bare_finding(Severity::warn)}), {});
  EXPECT_EQ(said.code, 0);
  EXPECT_NE(said.err.find("cannot write the report to stdout"), std::string::npos) << said.err;
}

TEST_F(Output, ReportsGoToFilesWhole) {
  Common common;
  common.reports = {"json=" + path("a=b.json"), "text=" + path("report.txt")};
  const std::vector<Finding> many(60, bare_finding());
  const Said said = run(report_of(Mode::pre_push, many), common);
  EXPECT_EQ(said.code, 1);
  EXPECT_NE(said.err.find("… and 10 more"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(content("a=b.json"))["findings"].size(), 60U);
  const std::string text = content("report.txt");
  EXPECT_EQ(text.find("more (--format"), std::string::npos);
  EXPECT_TRUE(text.ends_with("expgate: push rejected: 60 errors\n")) << text;
  EXPECT_EQ(run(report_of(Mode::pre_push, {}), common).code, 0);
  EXPECT_EQ(content("report.txt"), "expgate: passed: 0 commits, 0 files, 0.0 ms\n");
}

TEST_F(Output, AReportFileThatCannotBeWrittenChangesNoVerdict) {
  for (const std::string& file : {std::string("/dev/full"), path("missing/report.json"), path("")}) {
    Common common;
    common.reports = {"json=" + file, "text=" + path("after.txt")};
    const Said pass = run(report_of(Mode::pre_push, {}), common);
    EXPECT_EQ(pass.code, 0) << file;
    EXPECT_NE(pass.err.find("expgate: cannot write the report `" + file + "`: "), std::string::npos)
        << pass.err;
    EXPECT_NE(content("after.txt"), "");
    EXPECT_EQ(run(report_of(Mode::pre_push, {bare_finding()}), common).code, 1);
    std::filesystem::remove(path("after.txt"));
  }
}

TEST_F(Output, AReportThatDoesNotFitOnTheDiskIsNotLeftHalfWritten) {
  Common common;
  common.reports = {"json=" + path("report.json")};
  EXPECT_EQ(run(report_of(Mode::pre_push, {}), common).code, 0);
  EXPECT_NE(content("report.json"), "");
  const std::vector<Finding> many(60, bare_finding());
  const FullDisk full(1000);
  EXPECT_EQ(run(report_of(Mode::pre_push, many), common).code, 1);
  EXPECT_EQ(content("report.json"), "");
}

TEST_F(Output, AFormatThatDoesNotExistIsAnError) {
  const std::pair<Common, const char*> cases[] = {
      {{.format = "jsom"}, "unknown format `jsom`; did you mean `json`?"},
      {{.format = ""}, "unknown format ``"},
      {{.reports = {"json"}}, "`--report json` names no file"},
      {{.reports = {"json="}}, "`--report json=` names no file"},
      {{.reports = {"=report"}}, "unknown format ``"},
      {{.reports = {"yaml=" + path("x")}}, "unknown format `yaml`"},
      {{.reports = {"json", "json=" + path("x")}}, "names no file"},
  };
  for (const auto& [common, part] : cases) {
    const Said said = run(report_of(Mode::ci, {}), common);
    EXPECT_EQ(said.code, 2) << part;
    EXPECT_NE(said.err.find(part), std::string::npos) << said.err;
    EXPECT_FALSE(std::filesystem::exists(path("x")));
  }
}

TEST_F(Output, GitLabsWebInterfaceGetsItsPrefix) {
  setenv("GL_PROTOCOL", "web", 1);
  const Said server = run(report_of(Mode::pre_receive, {bare_finding()}));
  EXPECT_EQ(server.err,
            "GL-HOOK-ERR: error[some-rule]: something is wrong\n"
            "GL-HOOK-ERR: \n"
            "GL-HOOK-ERR: expgate: push rejected: 1 error\n");
  EXPECT_TRUE(run(report_of(Mode::pre_push, {bare_finding()})).err.starts_with("error["));
  testing::internal::CaptureStderr();
  app::print_undecided({verbatim("no policy"), verbatim("write one")}, {});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "GL-HOOK-ERR: expgate: could not decide: no policy\n"
            "GL-HOOK-ERR:   = help: write one\n");
  setenv("GL_PROTOCOL", "ssh", 1);
  EXPECT_TRUE(run(report_of(Mode::update, {bare_finding()})).err.starts_with("error["));
}

TEST_F(Output, ColourIsForTerminalsUnlessAskedFor) {
  const auto is_colored = [](Mode mode, const char* color) {
    Common common;
    common.color = color;
    return app::text_style(mode, common, STDERR_FILENO).color;
  };
  testing::internal::CaptureStderr();  // a file now: no terminal
  EXPECT_FALSE(is_colored(Mode::pre_push, "auto"));
  EXPECT_TRUE(is_colored(Mode::pre_push, "always"));
  EXPECT_FALSE(is_colored(Mode::pre_push, "never"));
  EXPECT_TRUE(is_colored(Mode::pre_receive, "always"));
  setenv("FORCE_COLOR", "1", 1);
  EXPECT_TRUE(is_colored(Mode::pre_push, "auto"));
  EXPECT_FALSE(is_colored(Mode::pre_receive, "auto"));
  EXPECT_FALSE(is_colored(Mode::pre_push, "never"));
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(is_colored(Mode::pre_push, "auto"));
  EXPECT_TRUE(is_colored(Mode::pre_push, "always"));
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(is_colored(Mode::pre_push, "auto"));
  setenv("FORCE_COLOR", "0", 1);
  EXPECT_FALSE(is_colored(Mode::pre_push, "auto"));
  EXPECT_EQ(app::text_style(Mode::pre_push, {}, STDERR_FILENO).width, 100U);
  (void)testing::internal::GetCapturedStderr();
}

}  // namespace
}  // namespace expgate::test
