#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engine/active_check.h"
#include "policy/policy.h"

namespace expgate::experiments {

// How much it matters, by the policy, what the stores say of a record: as much as what `artifact-record`
// says.
class RecordSeverity {
 public:
  static Result<RecordSeverity> of(policy::Policy policy, std::string_view default_branch);

  // The severity for the record at `path` in that ref; an error where the policy has no such check at all.
  // Severity::off: the policy leaves it alone.
  [[nodiscard]] Severity at(std::string_view ref, std::string_view path) const;

 private:
  policy::Policy policy_;        // which checks_ points into
  engine::ActiveChecks checks_;  // of the rule artifact-record
  bool is_known_ = false;        // the policy has one, on or off
};

}  // namespace expgate::experiments
