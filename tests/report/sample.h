#pragma once

#include <string>
#include <string_view>

#include "model/report.h"
#include "text/utf8.h"

// Findings and reports for the tests of the reporters.
namespace expgate::test {

inline Finding checkpoint_finding() {
  Finding finding;
  finding.rule = "max-file-size";
  finding.check = "max-file-size";
  finding.message = "`models/best.bin` is 48.2 MiB, over the limit of 5 MiB";
  finding.why = "every clone carries it for ever";
  finding.help =
      "git rm --cached models/best.bin && git commit --amend; keep the file in your artifact store and "
      "record it in results/";
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
  finding.message = "something is wrong";
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
  for (std::string* text : {&finding.rule, &finding.check, &finding.message, &finding.why, &finding.help,
                            &finding.subject, &finding.policy})
    *text = evil;
  finding.refs = {"refs/heads/" + evil};
  finding.path = evil;
  finding.line = 3;
  Finding nowhere = finding;
  nowhere.path.reset();
  nowhere.object.reset();
  Finding waived = finding;
  waived.waived = evil;
  waived.waived_by = evil;
  Report report;
  report.mode = Mode::ci;
  report.findings = {finding, nowhere};
  report.waived = {waived};
  report.judged = {{evil + "2", evil}};
  report.notes = {evil};
  report.error = Error{evil, evil};
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
