#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/node.h"

namespace expgate::policy {

// The document that the built-in pack of that name is (rules/NAME.yaml), or nothing. It was parsed when this
// program was built: a hook has a millisecond for all it does, and a YAML reader would take half of it.
std::optional<text::Node> pack(std::string_view name);

// The names of all packs, sorted.
std::vector<std::string> pack_names();

}  // namespace expgate::policy
