#pragma once

#include <string_view>

#include "content/configs/seed_lines.h"

namespace expgate::content {

// Returns whether the edit, carried out on `source`, the content of `path`, makes 42 the value of `key` as
// its reader sees it, changes nothing else, and is a change at all. Its key may stand elsewhere under the
// same name, where both are one value.
bool sets_only_the_seed(const LineEdit& edit, std::string_view path, std::string_view source,
                        std::string_view key, const ConfigSystem& system);

}  // namespace expgate::content
