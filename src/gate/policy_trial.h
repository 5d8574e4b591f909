#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/policy_trial.h"

namespace expgate::gate {

struct TrialOptions {
  std::string policy;             // stands in for the server's own
  std::vector<std::string> logs;  // "-" is stdin
  std::string repositories;       // where projects lie as PROJECT.git or PROJECT; empty: they are paths
  std::string since;              // "2026-01-31"; empty: from the first push on
  bool enforces = false;          // as if the policy had no warn mode
  std::function<void(std::size_t done, std::size_t all)> progress;
};

// Judges the pushes of audit logs once more, as the server would have done with that policy: with the
// branches and tags as they were then, by what the logs say, and exceptions as of that day. An error: a log
// or the policy cannot be read.
Result<PolicyTrial> try_policy(const TrialOptions& options);

}  // namespace expgate::gate
