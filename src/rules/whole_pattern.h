#pragma once

#include <memory>
#include <string>

#include "rules/rule.h"
#include "text/regex.h"

namespace expgate::rules {

// A pattern that a value has to match from end to end.
struct WholePattern {
  std::string source;
  std::shared_ptr<const text::Regex> regex;  // null: any value will do

  // Returns the pattern; any value matches an empty one. An error where RE2 cannot read it.
  static Result<WholePattern> compile(const std::string& source);
};

// Reports a value that does not match, as the reason's argument of the reason's own name, beside `pattern`.
void judge_whole(const Reason& reason, const std::string& value, const WholePattern& pattern,
                 Violations& violations);

}  // namespace expgate::rules
