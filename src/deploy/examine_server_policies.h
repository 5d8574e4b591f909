#pragma once

#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

namespace expgate::deploy {

// What of a server's policies does not work on this server: keys that cannot be read, bypasses where git
// takes no push options, a `notify` program that cannot be run. Policies that cannot be read are left to
// others.
InstallationChecks examine_server_policies(const HookSite& site);

}  // namespace expgate::deploy
