#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/finding.h"
#include "rules/rule.h"

namespace expgate::rules {

// Returns the line that sets a seed in a config of this name, in its own language: "seed: 42", "\"seed\":
// 42". `key`: dotted, of the key that should hold it; empty: `seed`.
std::string seed_line(std::string_view path, std::string_view key);

// Returns the edit that sets the seed of the config at `path`: of the value in `line`, or, if that is 0, of a
// line that is added. Nothing: the file is laid out in such a way that only a person can do it. Errors: the
// repository cannot give the file.
Result<std::optional<Edit>> seed_edit(const TreeView& view, const std::string& path, int line,
                                      std::string_view key);

}  // namespace expgate::rules
