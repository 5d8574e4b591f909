#pragma once

#include <string>
#include <vector>

#include "git/repository.h"
#include "model/report.h"
#include "rewrite/changes.h"

namespace expgate::rewrite {

// What the findings of a push ask for, as far as no person has to say it.
struct Plan {
  Changes changes;
  std::vector<Oid> folded;          // autosquash commits, oldest first
  std::vector<Oid> folded_by_rule;  // those of them that a check names; the others mend a file of the commit
                                    // that they name
  std::map<std::string, std::string> ignored;  // lines of .gitignore for what is left out
  std::vector<Oid> unworded;  // commits whose message only their author can write, oldest first

  [[nodiscard]] bool empty() const { return changes.empty() && folded.empty(); }
};

// The plan for the errors of the report about these commits, of which the last is the tip. `messages` are
// what the author wrote already.
Result<Plan> plan_for(git::Repository& repository, const Report& report, const std::vector<Oid>& commits,
                      const std::unordered_map<Oid, std::string, OidHash>& messages);

}  // namespace expgate::rewrite
