#pragma once

#include "base/result.h"
#include "engine/watcher.h"
#include "model/change_set.h"
#include "model/report.h"
#include "model/repository.h"
#include "policy/policy.h"

namespace expgate::engine {

// What the policy has to say about the changes: a push, or a draft of a commit. An error means that nothing
// could be decided. `watcher` may be null; he is told of the commits of a push.
Result<Report> evaluate(const policy::Policy& policy, const ChangeSet& changes, Repository& repository,
                        Watcher* watcher = nullptr);

// The two kinds apart, for evaluate() alone.
Result<Report> evaluate_push(const policy::Policy& policy, const ChangeSet& changes, Repository& repository,
                             Watcher* watcher);
Result<Report> evaluate_draft(const policy::Policy& policy, const ChangeSet& changes, Repository& repository);

}  // namespace expgate::engine
