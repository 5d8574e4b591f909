#pragma once

#include <string>
#include <vector>

#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

namespace expgate::deploy {

// How to push; what is empty is found out.
struct TrialPushOptions {
  std::string user;                      // who runs the hooks
  std::string project;                   // GL_PROJECT_PATH
  std::string branch;                    // to push to
  std::string message;                   // of the harmless commit, which must be accepted
  std::vector<std::string> environment;  // further variables, NAME=VALUE
};

// What came of it.
struct TrialPush {
  enum class Outcome {
    blocked,             // expgate rejected the harmful commit, or reported it in warn mode
    not_blocked,         // the harmful commit was accepted although the policy rejects it
    accepted_by_policy,  // the harmful commit was accepted, and the policy has no rule against it
    inconclusive,        // the push says nothing about expgate
  };
  Outcome outcome = Outcome::inconclusive;
  InstallationChecks checks;
};

// Pushes a harmless commit and a harmful one into a stand-in for the server at `site`, through the hook files
// that are installed there. The server itself is only read.
TrialPush run_trial_push(const HookSite& site, const TrialPushOptions& options);

}  // namespace expgate::deploy
