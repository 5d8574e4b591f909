#pragma once

#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

namespace expgate::deploy {

// What keeps the bypasses of a server's policies from working: git that takes no push options, a `notify`
// program that cannot be run. Policies that cannot be read are left to others.
InstallationChecks examine_bypasses(const HookSite& site);

}  // namespace expgate::deploy
