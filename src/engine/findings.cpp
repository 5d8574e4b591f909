#include "engine/findings.h"

#include "base/strings.h"

namespace expgate::engine {

void raise(std::vector<Raised>& raised, const ActiveCheck& check, Violations& violations,
           const std::optional<Oid>& commit, const std::optional<File>& file) {
  for (Violation& violation : violations) raised.push_back({&check, std::move(violation), commit, file});
  violations.clear();
}

Finding to_finding(const Raised& raised, std::vector<std::string> refs, const Place& place) {
  const policy::Check& check = *raised.check->check;
  const Violation& violation = raised.violation;
  Finding finding;
  finding.rule = check.rule->id;
  finding.check = check.key;
  finding.severity = check.severity;
  finding.message = violation.message;
  finding.why = violation.why.empty() ? std::string(check.rule->why) : violation.why;
  finding.refs = std::move(refs);
  finding.commit = raised.commit;
  if (place.commit != nullptr) finding.subject = split(place.commit->message, '\n').front();
  finding.path = violation.path;
  if (raised.file && !finding.path) finding.path = raised.file->path;
  if (raised.file && raised.file->mode != kModeSubmodule) finding.object = raised.file->oid;
  if (violation.object) finding.object = violation.object;
  finding.line = violation.line;
  finding.policy = check.source;
  finding.help = help_for(violation, finding.path.value_or(""), place);
  return finding;
}

}  // namespace expgate::engine
