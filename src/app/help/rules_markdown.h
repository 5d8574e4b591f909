#pragma once

#include <string>

#include "policy/policy.h"

namespace expgate::app {

// The text of rules/README.md: every rule, as its own declaration has it. `pytorch` is that pack.
std::string rules_markdown(const policy::Policy& pytorch);

}  // namespace expgate::app
