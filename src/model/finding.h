#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/declaration.h"
#include "model/oid.h"

namespace expgate {

enum class Severity { off, warn, error };

// What mends a violation; from it and the commit's place in the push the engine makes the command to type.
enum class Mend {
  none,     // the advice says it all
  message,  // write another message
  remove,   // take the file out of the commit
  change,   // change the file's content
  clean,    // the same, and `expgate fix` does it
  rename,   // give the file another path
};

// What a rule has against something, before anybody knows where and how severe it is.
struct Violation {
  std::string message;  // what is wrong, one line, names in `backticks`
  std::string why;      // why it matters, one line
  Mend mend = Mend::none;
  std::string advice;               // what to do beside or instead of the mend's command, one line
  std::optional<int> line;          // of the file or the message, from 1
  std::optional<std::string> path;  // where a rule of wider scope than a file names one
  std::optional<Oid> object;        // the same for an object
  bool only_warns = false;          // refuses nothing, however severe the check is
  bool ends_judging = false;  // of a push: so far beyond reason that the rest of it is not worth looking at
};

using Violations = std::vector<Violation>;

// One violation in one place, as it is reported (docs/reports.md).
struct Finding {
  std::string rule;
  std::string check;
  Scope scope = Scope::commit;  // what the rule looks at
  Severity severity = Severity::error;
  std::string message;
  std::string why;
  std::string help;
  std::vector<std::string> refs;  // all that it concerns, in the order of the push
  std::optional<Oid> commit;
  std::string subject;  // of that commit
  std::optional<std::string> path;
  std::optional<int> line;
  std::optional<Oid> object;
  std::string policy;     // the pack or file that the check comes from
  std::string waived;     // why it refuses nothing: the reason that somebody gave; empty: it counts
  std::string waived_by;  // what lets it pass: "`policy.yaml`:7", "bypass by `alice`"
};

}  // namespace expgate
