#pragma once

#include "base/result.h"
#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

namespace expgate::deploy {

// What can be seen of an installation without a push: git, the hook files and whose they are, the settings
// that decide whether git runs them, the policies. `site` becomes the place that was looked at. Errors: no
// such place, no git.
Result<InstallationChecks> examine_installation(const Where& where, HookSite& site);

}  // namespace expgate::deploy
