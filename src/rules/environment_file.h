#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rules/rule.h"

namespace expgate::rules {

// Returns the path of the file by which `experiment-environment` takes a tree to name its environment (a lock
// file, one that names a pinned image, pinned requirements), or nothing. `globs`: the rule's option `files`.
Result<std::optional<std::string>> environment_file(const TreeView& view,
                                                    const std::vector<std::string>& globs);

}  // namespace expgate::rules
