#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace expgate::policy {

// The YAML text of the built-in pack of that name (rules/NAME.yaml), or nothing.
std::optional<std::string_view> pack(std::string_view name);

// The names of all packs, sorted.
std::vector<std::string> pack_names();

}  // namespace expgate::policy
