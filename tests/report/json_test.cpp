#include "report/json.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/sample.h"

namespace expgate::test {
namespace {

using nlohmann::json;

json parsed(const Report& report) {
  const std::string text = report::json(report, "1.2.3");
  EXPECT_TRUE(text.ends_with("}\n"));
  return json::parse(text);
}

TEST(JsonReport, HasEveryKeyOfTheSchema) {
  Report report = report_of(Mode::pre_receive, {checkpoint_finding()});
  report.counts = {.refs = 1, .commits = 3, .files = 9, .objects = 14, .waived = 2};
  report.elapsed_ms = 4.06;
  report.notes = {verbatim("a note")};
  EXPECT_EQ(parsed(report), json::parse(R"({
    "schema": "expgate-report/1", "tool": {"name": "expgate", "version": "1.2.3"}, "mode": "pre-receive", "verdict": "fail",
    "enforced": true,
    "counts": {"refs": 1, "commits": 3, "files": 9, "objects": 14, "error": 1, "warning": 0, "waived": 2}, "elapsed_ms": 4.1,
    "findings": [{"rule": "max-file-size", "check": "max-file-size", "severity": "error",
      "reason": "over-limit", "arguments": {"path": "models/best.bin", "size": 50541363, "limit": 5242880},
      "message": "`models/best.bin` is 48.2 MiB, over the limit of 5 MiB",
      "help": "keep the file in your artifact store and record it in results/: git rm --cached -- models/best.bin && git commit --amend",
      "ref": "refs/heads/exp/vit", "refs": ["refs/heads/exp/vit"], "commit": "4f2a9c1d00000000000000000000000000000000",
      "path": "models/best.bin", "line": null, "object": "00000000000000000000000000000000000000ab", "policy": "pytorch",
      "remedy": {"kind": "commands", "commands": [["git", "rm", "--cached", "--", "models/best.bin"], ["git", "commit", "--amend"]],
        "edits": [], "header": null, "text": "keep the file in your artifact store and record it in results/"}}],
    "notes": ["a note"], "error": null})"));
}

TEST(JsonReport, KeysThatDoNotApplyAreNull) {
  const json finding = parsed(report_of(Mode::pre_commit, {bare_finding(Severity::warn)}))["findings"][0];
  for (const char* key : {"help", "ref", "commit", "path", "line", "object", "policy"}) {
    ASSERT_TRUE(finding.contains(key)) << key;
    EXPECT_TRUE(finding[key].is_null()) << key;
  }
  EXPECT_EQ(finding["refs"], json::array());
  EXPECT_EQ(finding["arguments"], json::object());
  EXPECT_EQ(finding["remedy"],
            json::parse(R"({"kind": "manual", "commands": [], "edits": [], "header": null, "text": null})"));
  EXPECT_EQ(finding["severity"], "warning");
}

TEST(JsonReport, AllRefsAndTheLineAreGiven) {
  Finding finding = bare_finding();
  finding.refs = {"refs/heads/a", "refs/heads/b"};
  finding.line = 7;
  const json written = parsed(report_of(Mode::pre_push, {finding}))["findings"][0];
  EXPECT_EQ(written["ref"], "refs/heads/a");
  EXPECT_EQ(written["refs"], json::parse(R"(["refs/heads/a", "refs/heads/b"])"));
  EXPECT_EQ(written["line"], 7);
}

TEST(JsonReport, BytesThatAreNotUtf8AreEscapedWhereverTheyAre) {
  Finding finding = checkpoint_finding();
  finding.path = "models/\xFF.bin";
  finding.reason = &kAllQuoted;
  finding.arguments = {{"text", "`models/\xFF.bin`\x1B"}};
  finding.remedy.commands = {{"rm", "\xC3"}};
  finding.refs = {"refs/heads/\xFE"};
  Report report = report_of(Mode::update, {finding});
  report.notes = {verbatim("\xFD")};
  report.error = Error{verbatim("\xFC"), verbatim("\xFB")};
  const json whole = parsed(report);
  const json written = whole["findings"][0];
  EXPECT_EQ(written["path"], "models/\\xFF.bin");
  EXPECT_EQ(written["message"], "`models/\\xFF.bin`\x1B");
  EXPECT_EQ(written["arguments"]["text"], "`models/\\xFF.bin`\x1B");
  EXPECT_EQ(written["remedy"]["commands"], json::parse(R"([["rm", "\\xC3"]])"));
  EXPECT_EQ(written["remedy"]["text"], "`models/\\xFF.bin`\\x1B");
  EXPECT_EQ(written["help"], "`models/\\xFF.bin`\\x1B: rm $'\\xc3'");
  EXPECT_EQ(written["ref"], "refs/heads/\\xFE");
  EXPECT_EQ(whole["notes"][0], "\\xFD");
  EXPECT_EQ(whole["error"], json::parse(R"({"message": "\\xFC", "help": "\\xFB"})"));
}

TEST(JsonReport, WhatIsWaivedComesLastAndSaysWhy) {
  Report report = report_of(Mode::pre_receive, {bare_finding()});
  Finding waived = checkpoint_finding();
  waived.waived = "pretrained, see \xFF";
  waived.waived_by = verbatim("`policy.yaml`:7");
  report.waived = {waived};
  report.counts.waived = 1;
  const json whole = parsed(report);
  ASSERT_EQ(whole["findings"].size(), 2U);
  EXPECT_FALSE(whole["findings"][0].contains("waived"));
  EXPECT_EQ(whole["findings"][1]["waived"], "pretrained, see \\xFF");
  EXPECT_EQ(whole["findings"][1]["waived_by"], "`policy.yaml`:7");
  EXPECT_EQ(whole["counts"]["waived"], 1);
  EXPECT_EQ(whole["counts"]["error"], 1) << "what is waived is no error";
}

TEST(JsonReport, ArgumentsHaveTheirTypes) {
  Finding finding = bare_finding();
  finding.arguments = {{"name", "a\xFF"},
                       {"count", 7},
                       {"share", 0.5},
                       {"size", Bytes{1'048'576}},
                       {"file", LocalFile{"/etc/policy.yaml"}},
                       {"problem", tr("line {line} is not YAML", {{"line", 3}})},
                       {"names", std::vector<Text>{verbatim("a"), verbatim("b")}}};
  EXPECT_EQ(parsed(report_of(Mode::ci, {finding}))["findings"][0]["arguments"], json::parse(R"({
    "name": "a\\xFF", "count": 7, "share": 0.5, "size": 1048576, "file": "/etc/policy.yaml",
    "problem": "line 3 is not YAML", "names": ["a", "b"]})"));
}

TEST(JsonReport, ARemedySaysWhatKindItIs) {
  const auto remedy_of = [](Remedy remedy) {
    Finding finding = bare_finding();
    finding.remedy = std::move(remedy);
    return parsed(report_of(Mode::ci, {finding}))["findings"][0]["remedy"];
  };
  EXPECT_EQ(
      remedy_of({.kind = Remedy::Kind::change,
                 .commands = {{"git", "commit"}},
                 .edits = {{"requirements.txt", 3, "torch", "torch==2.4.1"}, {".gitignore", 0, "", "*.pt"}}}),
      json::parse(
          R"({"kind": "edit", "commands": [["git", "commit"]], "header": null, "text": null, "edits": [
              {"path": "requirements.txt", "line": 3, "old": "torch", "new": "torch==2.4.1"},
              {"path": ".gitignore", "line": null, "old": null, "new": "*.pt"}]})"));
  const json message = remedy_of({.kind = Remedy::Kind::message, .header = "feat: add ViT"});
  EXPECT_EQ(message["kind"], "message");
  EXPECT_EQ(message["header"], "feat: add ViT");
  EXPECT_EQ(remedy_of({.kind = Remedy::Kind::run, .commands = {{"git", "fsck"}}})["kind"], "commands");
  EXPECT_EQ(remedy_of({.kind = Remedy::Kind::manual})["kind"], "manual");
}

TEST(JsonReport, WarnModeIsNotEnforced) {
  Report report = report_of(Mode::ci, {bare_finding()});
  EXPECT_EQ(parsed(report)["enforced"], true);
  report.warn_only = true;
  EXPECT_EQ(parsed(report)["enforced"], false);
  report.error = Error{verbatim("object missing"), {}};
  EXPECT_EQ(parsed(report)["enforced"], false) << "whatever the verdict";
}

TEST(JsonReport, TheVerdictIsTheExitCodesName) {
  Report report = report_of(Mode::ci, {});
  EXPECT_EQ(parsed(report)["verdict"], "pass");
  report.findings = {bare_finding(Severity::warn)};
  EXPECT_EQ(parsed(report)["verdict"], "pass");
  report.findings = {bare_finding()};
  EXPECT_EQ(parsed(report)["verdict"], "fail");
  report.warn_only = true;
  EXPECT_EQ(parsed(report)["verdict"], "pass");
  report.error = Error{verbatim("object missing"), {}};
  EXPECT_EQ(parsed(report)["verdict"], "undecided");
  EXPECT_TRUE(parsed(report)["error"]["help"].is_null());
}

}  // namespace
}  // namespace expgate::test
