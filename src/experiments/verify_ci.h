#pragma once

#include "experiments/verify.h"
#include "gate/settings.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::experiments {

// Returns the settings of the stores for a by-hand run: those of the environment, and the hosts of the policy
// that the default branch has.
Result<stores::StoreSettings> settings_by_hand(git::Repository& repository, const gate::Settings& settings);

// Asks for the artifacts of the records that the changes bring, and adds what is wrong to the report. What
// cannot be decided becomes the report's error, unless it has errors of its own. The policy of the base says
// which hosts may be asked; nothing that is pushed does.
Result<void> verify_in_ci(git::Repository& repository, const ChangeSet& changes,
                          const gate::Settings& settings, bool downloads, Report& report);

}  // namespace expgate::experiments
