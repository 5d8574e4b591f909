#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"
#include "rules/rule.h"

namespace expgate::app {

// The rule of that name; an error that suggests a similar one.
Result<const rules::Rule*> rule_named(const std::string& name);

// The checks of the pack `pytorch` for the rule.
std::vector<const policy::Check*> checks_of(const policy::Policy& pytorch, const rules::Rule& rule);

// How severe the rule is in the pack `pytorch`, and for which refs: "error on main, exp/*", "off".
Text standing_of(const policy::Policy& pytorch, const rules::Rule& rule);

// The arguments of the example that the reason has.
Arguments example_of(const Reason& reason);

// An option's type and default: "size, default 5 MiB".
Text type_of(const OptionSpec& spec);

}  // namespace expgate::app
