#include "engine/header_proposals.h"

#include <algorithm>

#include "rules/header_proposal.h"

namespace expgate::engine {

Result<void> settle_header(const ActiveChecks& checks, const std::function<bool(const ActiveCheck&)>& is_for,
                           const rules::CommitView& view, std::vector<PendingFinding>& pending,
                           std::size_t first) {
  std::vector<Violation*> violations;
  bool proposes = false;
  for (std::size_t i = first; i < pending.size(); ++i) {
    violations.push_back(&pending[i].violation);
    proposes = proposes || !pending[i].violation.remedy.header.empty();
  }
  if (!proposes) return {};
  std::vector<const rules::JudgeCommit*> judges;
  for (const ActiveCheck& check : checks)
    if (is_for(check) && !check.check->rule->judges_files)
      judges.push_back(&std::get<rules::JudgeCommit>(check.judge));
  return rules::settle_header(view, judges, violations);
}

}  // namespace expgate::engine
