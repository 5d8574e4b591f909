#pragma once

#include <span>
#include <string>

#include "policy/policy.h"
#include "rules/rule.h"

namespace expgate::app {

// Returns what is known of these rules as JSON ("expgate-rules/1", docs/reports.md), in English for every
// reader: `expgate rules` and `expgate explain` with --format json.
std::string rules_json(std::span<const rules::Rule* const> rules, const policy::Policy& pytorch);

}  // namespace expgate::app
