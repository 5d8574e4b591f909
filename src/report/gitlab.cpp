#include "report/gitlab.h"

#include <algorithm>

#include "base/sha256.h"
#include "report/entries.h"
#include "report/json_text.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

// GitLab drops all entries behind one that is not valid, and of equal fingerprints all but one.
Json entry(const std::string& description, std::string_view check, std::string_view fingerprint,
           std::string_view severity, const std::string& path, int line) {
  return {{"description", description},
          {"check_name", check},
          {"fingerprint", fingerprint},
          {"severity", severity},
          {"location", {{"path", path}, {"lines", {{"begin", std::max(line, 1)}}}}}};
}

std::string_view severity_of(Standing standing) {
  if (standing == Standing::error) return "critical";
  return standing == Standing::warning ? "minor" : "info";
}

// What could not be decided has no file; the policy is where a reader can begin to look.
Json undecided_issue(const Report& report) {
  const std::string in_every_language = "could not decide: " + english(report.error->message);
  return entry("expgate " + headline(report), "could-not-decide", sha256(in_every_language).substr(0, 32),
               "blocker", ".expgate.yaml", 1);
}

}  // namespace

std::string gitlab(const Report& report) {
  Json entries = Json::array();
  if (report.error) entries.push_back(undecided_issue(report));
  for (const ReportEntry& each : entries_of(report)) {
    const Finding& finding = *each.finding;
    if (!finding.path) continue;
    entries.push_back(entry(
        finding.commit ? shown(tr("{message} ({place})", {{"message", each.message}, {"place", each.place}}))
                       : each.message,
        text::printable(finding.check), each.fingerprint, severity_of(each.standing),
        text::printable(*finding.path), finding.line.value_or(1)));
  }
  return entries.dump(2) + "\n";
}

}  // namespace expgate::report
