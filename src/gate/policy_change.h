#pragma once

#include "gate/settings.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::gate {

// Tells in the report of a CI step that a commit of what was judged changes the policy: it was judged by the
// one before.
Result<void> note_policy_change(git::Repository& repository, const ChangeSet& changes,
                                const Settings& settings, Report& report);

}  // namespace expgate::gate
