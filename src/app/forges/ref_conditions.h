#pragma once

#include <string>
#include <vector>

#include "policy/policy.h"

namespace expgate::app {

// The refs of a check as a ruleset of GitHub names them, by fnmatch: `refs/heads/exp/**/*`.
struct RefConditions {
  std::vector<std::string> include;  // empty: no ref that a ruleset can name
  std::vector<std::string> exclude;
  bool is_whole = true;  // false: the check is for more refs than these, never for fewer
};

// Those of branches, or of tags.
RefConditions conditions_of_branches(const policy::Check& check);
RefConditions conditions_of_tags(const policy::Check& check);

}  // namespace expgate::app
