#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "content/notebook/notebook.h"

namespace expgate::content {

// What the cuts change in the file at `path`, as `git diff` would show it and `git apply` takes it; empty
// where there is no cut.
std::string unified_diff(std::string_view path, std::string_view bytes, const std::vector<Cut>& cuts);

}  // namespace expgate::content
