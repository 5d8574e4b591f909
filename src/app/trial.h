#pragma once

#include <string>
#include <vector>

#include "app/hook_places.h"
#include "app/sign.h"

namespace expgate::app {

// What a trial is to be like; what is empty is found out.
struct TrialOptions {
  std::string user;                      // who runs the hooks
  std::string project;                   // GL_PROJECT_PATH
  std::string branch;                    // that the trial pushes to
  std::string message;                   // of the commit that has to get in
  std::vector<std::string> environment;  // further variables, NAME=VALUE
};

// What came of it.
struct Trial {
  enum class Outcome { shut, open, let_in_by_policy, not_tried };
  Outcome outcome = Outcome::not_tried;
  Signs signs;
};

// Pushes a harmless commit and a harmful one into a stand-in for the server at `place`, through the very hook
// files that are installed there. The server itself is only read.
Trial try_gate(const HookPlace& place, const TrialOptions& options);

}  // namespace expgate::app
