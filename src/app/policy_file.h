#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "base/result.h"
#include "policy/load.h"

namespace expgate::app {

// What `expgate policy` works on.
struct PolicyFiles {
  std::vector<policy::Layer> layers;  // the first to the last; none: only the pack `pytorch` applies
  std::string project;                // what a server's `projects` are matched with
};

// `file`, else --policy, else `.expgate.yaml` of the work tree; in full trust, a file of another name as a
// server's. In a bare repository: all that a server's hook would read there. An error if a named file does
// not exist.
Result<PolicyFiles> policy_files(const std::string& file, const Common& common);

// The policy that they make; an error if a check of it cannot run.
Result<policy::Policy> load_for_people(const PolicyFiles& files);

}  // namespace expgate::app
