#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace expgate::app {

// Returns globs for the branches of `names` that bots made and that no default allows:
// "release-please--branches--*".
std::vector<std::string> globs_of_bots(std::span<const std::string> names);

// Whether the default of branch-name lets that name pass.
bool is_usual_branch(const std::string& name);

// Returns what to set for the bots whose messages are among these first lines, so that they pass: one remark
// for each. Bots that write Conventional Commits already need none.
std::vector<Text> about_bots(std::span<const std::string_view> headers);

}  // namespace expgate::app
