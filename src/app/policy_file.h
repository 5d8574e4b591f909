#pragma once

#include <string>
#include <vector>

#include "app/command.h"
#include "base/result.h"
#include "policy/load.h"

namespace expgate::app {

// What a by-hand command about policies is about.
struct PolicyFiles {
  std::vector<policy::Layer> layers;  // the first to the last; none: nothing but the pack `pytorch` counts
  std::string project;                // what a server's `projects` are matched with
};

// `file`, else --policy, else `.expgate.yaml` of the work tree; in full trust, a file of another name as a
// server's. In a bare repository: all that a server's hook would read there. A file that was named and is not
// there is an error.
Result<PolicyFiles> policy_files(const std::string& file, const Common& common);

// The policy that they make, every check of it proved fit to run.
Result<policy::Policy> load_for_people(const PolicyFiles& files);

}  // namespace expgate::app
