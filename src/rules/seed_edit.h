#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "content/configs/systems/system.h"
#include "model/finding.h"
#include "rules/rule.h"

namespace expgate::rules {

// Returns the edit that sets the seed of the config at `path`, of that system: of the value in `line`, or, if
// that is 0, of a `key` that is added. Nothing: the file is laid out in such a way that only a person can do
// it. Errors: the repository cannot give the file.
Result<std::optional<Edit>> seed_edit(const TreeView& view, const std::string& path, int line,
                                      std::string_view key, const content::ConfigSystem& system = {});

// Returns what a line of an edit says without its indentation, comma and comment: "_C.SEED = 42".
std::string statement_of(const Edit& edit);

}  // namespace expgate::rules
