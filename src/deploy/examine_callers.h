#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "deploy/gate_calls.h"
#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

// The part of an installation check that looks at how the hooks of others call the gate.
namespace expgate::deploy {

// The line that calls the gate from a hook of that name: with npx in a working copy whose packages have
// expgate.
std::string call_for(const std::string& name, const std::filesystem::path& top);

// The cache that the program lies in, of a tool that fetched it for one run (uvx, npx, pre-commit) and may
// remove it; empty: it lies in none.
std::filesystem::path disposable_folder(const std::filesystem::path& program);

// How somebody else's hook, or the settings of its manager, call the gate; `well` if what they do is right.
InstallationCheck check_call(const GateCall& call, const std::string& file, const std::string& name,
                             const Text& well);

// If husky runs the hooks, each of its files must call expgate: adds what was found.
Result<void> check_husky(const HookSite& site, InstallationChecks& checks);

}  // namespace expgate::deploy
