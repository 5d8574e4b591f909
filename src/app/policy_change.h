#pragma once

#include "app/command.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::app {

// Tells in the report of a CI step that a commit of what was judged changes the policy: it was judged by the
// one before.
Result<void> tell_policy_change(git::Repository& repository, const ChangeSet& changes, const Common& common,
                                Report& report);

}  // namespace expgate::app
