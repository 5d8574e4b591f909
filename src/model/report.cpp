#include "model/report.h"

#include <algorithm>

namespace expgate {

std::uint64_t Report::count(Severity severity) const {
  return static_cast<std::uint64_t>(
      std::count_if(findings.begin(), findings.end(),
                    [&](const Finding& finding) { return finding.severity == severity; }));
}

Verdict Report::verdict() const {
  if (error) return Verdict::undecided;
  return count(Severity::error) > 0 && !warn_only ? Verdict::fail : Verdict::pass;
}

int exit_code(const Report& report) {
  return exit_code(report.error && report.is_accepted_undecided ? Verdict::pass : report.verdict());
}

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::undecided:
      return "undecided";
  }
  return "undecided";
}

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return 0;
    case Verdict::fail:
      return 1;
    case Verdict::undecided:
      return 2;
  }
  return 2;
}

}  // namespace expgate
