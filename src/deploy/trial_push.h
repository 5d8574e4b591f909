#pragma once

#include <string>
#include <vector>

#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

namespace expgate::deploy {

// What a trial is to be like; what is empty is found out.
struct TrialPushOptions {
  std::string user;                      // who runs the hooks
  std::string project;                   // GL_PROJECT_PATH
  std::string branch;                    // that the trial pushes to
  std::string message;                   // of the commit that has to get in
  std::vector<std::string> environment;  // further variables, NAME=VALUE
};

// What came of it.
struct TrialPush {
  enum class Outcome { shut, open, let_in_by_policy, not_tried };
  Outcome outcome = Outcome::not_tried;
  InstallationChecks signs;
};

// Pushes a harmless commit and a harmful one into a stand-in for the server at `place`, through the very hook
// files that are installed there. The server itself is only read.
TrialPush run_trial_push(const HookSite& place, const TrialPushOptions& options);

}  // namespace expgate::deploy
