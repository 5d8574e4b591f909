#include "experiments/verify_policy.h"

#include <algorithm>
#include <utility>

namespace expgate::experiments {

namespace {

constexpr std::string_view kRecordRule = "artifact-record";

}  // namespace

Result<RecordSeverity> RecordSeverity::of(policy::Policy policy, std::string_view default_branch) {
  RecordSeverity severity;
  severity.policy_ = std::move(policy);
  severity.is_known_ = std::any_of(severity.policy_.checks.begin(), severity.policy_.checks.end(),
                                   [](const policy::Check& each) { return each.rule->id == kRecordRule; });
  TRY_SET(severity.checks_, engine::activate(severity.policy_, {Scope::file}, default_branch));
  return severity;
}

Severity RecordSeverity::at(std::string_view ref, std::string_view path) const {
  if (!is_known_) return Severity::error;
  Severity gravest = Severity::off;
  for (const engine::ActiveCheck& each : checks_)
    if (each.check->rule->id == kRecordRule && each.is_on && each.refs.covers(ref) && each.covers_path(path))
      gravest = std::max(gravest, each.check->severity);
  return gravest;
}

}  // namespace expgate::experiments
