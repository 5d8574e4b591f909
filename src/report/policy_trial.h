#pragma once

#include <string>

#include "model/policy_trial.h"

namespace expgate::report {

// What another policy would change, for people and as `expgate-policy-try/1` (docs/reports.md).
std::string policy_trial_text(const PolicyTrial& trial);
std::string policy_trial_json(const PolicyTrial& trial);

}  // namespace expgate::report
