#pragma once

#include <vector>

#include "engine/findings.h"
#include "engine/push_reach.h"
#include "engine/waivers.h"
#include "model/context.h"
#include "model/repository.h"

namespace expgate::engine {

// What was found in the commits of a push.
struct CommitFindings {
  std::vector<PendingFinding> pending;   // oldest commit first; each has its commit
  std::vector<PendingFinding> nameless;  // about objects that no commit names
  Overflow overflow;
};

// The findings to report, oldest commit first, each with the refs that it concerns: of a whole history with
// the first of them, since they are a thousand easily. Errors: a commit that cannot be read.
Result<std::vector<Finding>> to_findings(const CommitFindings& found, const PushReach& reach,
                                         const Context& context, Repository& repository,
                                         const IsWaived& is_waived);

}  // namespace expgate::engine
