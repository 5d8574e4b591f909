#include "rules/whole_pattern.h"

#include "message/header.h"

namespace expgate::rules {

Result<WholePattern> WholePattern::compile(const std::string& source) {
  WholePattern made{source, nullptr};
  if (source.empty()) return made;
  TRY_ASSIGN(text::Regex regex, text::Regex::compile(source));
  made.regex = std::make_shared<const text::Regex>(std::move(regex));
  return made;
}

void judge_whole(const Reason& reason, const std::string& value, const WholePattern& pattern,
                 Violations& violations) {
  if (!pattern.regex || pattern.regex->matches(value)) return;
  violations.push_back(
      {.reason = &reason,
       .arguments = {{reason.name, message::shortened(value)}, {"pattern", pattern.source}}});
}

}  // namespace expgate::rules
