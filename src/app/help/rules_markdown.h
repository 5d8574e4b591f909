#pragma once

#include <string>

#include "policy/policy.h"

namespace expgate::app {

// The text of rules/README.md: every rule, from its own declaration. `pytorch` is that pack. In English for
// every reader: the file is part of the repository.
std::string rules_markdown(const policy::Policy& pytorch);

}  // namespace expgate::app
