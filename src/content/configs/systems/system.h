#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/node.h"

namespace expgate::content {

// What a config of a system is about.
enum class Role { run, sweep, launcher };

// A system that configs are written for: a row of rules/names/systems.yaml, which says what each field means.
struct ConfigSystem {
  std::string_view id;    // "mmengine", the name that JSON has; empty: none that is known
  std::string_view name;  // as it is called in texts
  Role role = Role::run;
  std::string_view signs;
  std::string_view keys;
  bool others = true;
};

// Stands among the signs of a config that had Hydra's defaults list.
inline constexpr std::string_view kDefaultsList = "defaults[]";

// Returns the texts that tell of a system and stand in `source`: what `system_of` asks about later.
std::vector<std::string_view> signs_in(std::string_view source);

// Returns the system of the config at `path`, which with all that it inherits is `root`; `texts`: what
// signs_in says of its files. Never null: a system without a name stands for all that are not known.
const ConfigSystem* system_of(std::string_view path, const text::Node& root,
                              const std::vector<std::string_view>& texts);

// Returns the value at a dotted path of keys, spelled so, or null.
const text::Node* find_at(const text::Node& root, std::string_view dotted);

// The keys of a system's row, the one to add first: "train.seed", "SEED".
std::vector<std::string_view> seed_keys(const ConfigSystem& system);

}  // namespace expgate::content
