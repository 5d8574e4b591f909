#include "report/entries.h"

#include <fmt/core.h>

#include "report/fingerprint.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

std::string message_of_entry(const Finding& finding, const Report& report) {
  std::string message = message_of(finding);
  if (!finding.waived.empty())
    return shown(
        tr("waived (\"{reason}\", {by}): {message}",
           {{"reason", finding.waived}, {"by", finding.waived_by}, {"message", std::move(message)}}));
  const bool is_accepted = report.warn_only && finding.severity == Severity::error;
  return is_accepted ? shown(tr("would be rejected: {message}", {{"message", std::move(message)}})) : message;
}

}  // namespace

std::vector<ReportEntry> entries_of(const Report& report) {
  std::vector<const Finding*> findings;
  findings.reserve(report.findings.size() + report.waived.size());
  for (const Finding& finding : report.findings) findings.push_back(&finding);
  for (const Finding& finding : report.waived) findings.push_back(&finding);
  std::vector<std::string> prints = fingerprints(findings);
  std::vector<ReportEntry> all;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Finding& finding = *findings[i];
    const bool rejects = finding.severity == Severity::error && !report.warn_only;
    const Standing standing = i >= report.findings.size() ? Standing::waived
                              : rejects                   ? Standing::error
                                                          : Standing::warning;
    all.push_back({&finding, standing, message_of_entry(finding, report), place_of(finding, report.mode),
                   std::move(prints[i])});
  }
  return all;
}

std::string shown(Standing standing) {
  switch (standing) {
    case Standing::error:
      return shown(tr("error"));
    case Standing::warning:
      return shown(tr("warning"));
    case Standing::waived:
      return shown(tr("waived"));
  }
  return "";
}

}  // namespace expgate::report
