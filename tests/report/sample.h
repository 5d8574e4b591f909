#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/report.h"
#include "text/utf8.h"

// Findings and reports for the tests of the reporters.
namespace expgate::test {

inline constexpr Reason kOverLimit{
    .name = "over-limit",
    .text = msgid("`{path}` is {size}, over the limit of {limit}"),
    .help = msgid("keep the file in your artifact store and record it in results/"),
};
inline constexpr Reason kSomething{.name = "something", .text = msgid("something is wrong")};
inline constexpr Reason kQuoted{.name = "quoted", .text = msgid("{text}")};
inline constexpr Reason kAllQuoted{.name = "all-quoted", .text = msgid("{text}"), .help = msgid("{text}")};

inline Finding checkpoint_finding() {
  Finding finding;
  finding.rule = "max-file-size";
  finding.check = "max-file-size";
  finding.reason = &kOverLimit;
  finding.arguments = {{"path", "models/best.bin"}, {"size", Bytes{50'541'363}}, {"limit", Bytes{5'242'880}}};
  finding.why = msgid("every clone carries it for ever");
  finding.remedy = {
      .kind = Remedy::Kind::remove,
      .commands = {{"git", "rm", "--cached", "--", "models/best.bin"}, {"git", "commit", "--amend"}}};
  finding.refs = {"refs/heads/exp/vit"};
  finding.commit = Oid::parse("4f2a9c1d00000000000000000000000000000000");
  finding.subject = "feat: add ViT baseline";
  finding.path = "models/best.bin";
  finding.object = Oid::parse("00000000000000000000000000000000000000ab");
  finding.policy = "pytorch";
  return finding;
}

// A finding without a place: the tests give it one.
inline Finding bare_finding(Severity severity = Severity::error) {
  Finding finding;
  finding.rule = "some-rule";
  finding.check = "some-rule";
  finding.severity = severity;
  finding.reason = &kSomething;
  return finding;
}

// The same finding with another message.
inline Finding saying(Finding finding, std::string text) {
  finding.reason = &kQuoted;
  finding.arguments = {{"text", std::move(text)}};
  return finding;
}

// Every kind of trouble that text of a repository can make: a command of GitHub, markup, XML, controls, bidi,
// bytes that are not UTF-8.
inline constexpr std::string_view kEvil =
    "::error::a\n::stop-commands::x\r<img src=x onerror=alert(1)> ]]> & \"q\" 100%25 `b` | @ada #1 "
    "[a](http://b) "
    "##[add-mask]m \x1B[2J \xE2\x80\xAE \xFF \xEF\xBF\xBE";

// A report in which everything that can come from a repository is like that.
inline Report evil_report() {
  const std::string evil(kEvil);
  Finding finding = checkpoint_finding();
  for (std::string* text : {&finding.rule, &finding.check, &finding.subject, &finding.policy}) *text = evil;
  finding.reason = &kAllQuoted;
  finding.arguments = {{"text", evil}};
  finding.why = msgid("{text}");
  finding.remedy.commands = {{"git", "rm", "--", evil}};
  finding.refs = {"refs/heads/" + evil};
  finding.path = evil;
  finding.line = 3;
  Finding nowhere = finding;
  nowhere.path.reset();
  nowhere.object.reset();
  Finding waived = finding;
  waived.waived = evil;
  waived.waived_by = verbatim(evil);
  Report report;
  report.mode = Mode::ci;
  report.findings = {finding, nowhere};
  report.waived = {waived};
  report.judged = {{evil + "2", evil}};
  report.notes = {verbatim(evil)};
  report.error = Error{verbatim(evil), verbatim(evil)};
  return report;
}

// Whether a text holds a control character other than LF, a bidi control or a byte that is not UTF-8.
inline bool holds_raw(const std::string& text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return true;
  return text.find("\xE2\x80\xAE") != std::string::npos || text::first_invalid(text).has_value();
}

inline Report report_of(Mode mode, std::vector<Finding> findings) {
  Report report;
  report.mode = mode;
  report.findings = std::move(findings);
  return report;
}

}  // namespace expgate::test
