#pragma once

#include <string>
#include <string_view>

#include "app/command.h"
#include "base/result.h"
#include "policy/load.h"

namespace expgate::app {

// The policy that a by-hand command is about: `file`, else --policy, else `.expgate.yaml` of the work tree;
// in full trust, a file of another name as a server's. A file that is not there is an error, only that the
// work tree has none yields a layer without a name.
Result<policy::Layer> policy_file(const std::string& file, const Common& common);

// The policy of that layer, every check of it proved fit to run. A layer without a name: the pack `pytorch`.
// `project` is what `projects` of a server's policy are matched with.
Result<policy::Policy> load_for_people(const policy::Layer& layer, std::string_view project = {});

}  // namespace expgate::app
