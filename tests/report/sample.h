#pragma once

#include "model/report.h"

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

inline Report report_of(Mode mode, std::vector<Finding> findings) {
  Report report;
  report.mode = mode;
  report.findings = std::move(findings);
  return report;
}

}  // namespace expgate::test
