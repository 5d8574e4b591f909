#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "content/configs/systems/system.h"
#include "model/finding.h"
#include "rules/config_reader.h"
#include "rules/rule.h"

namespace expgate::rules {

// What is to be edited, and for which config.
struct SeedPlace {
  std::string config;         // whose seed it is
  std::string file;           // that is edited: the config itself, or one that it is made of
  int line = 0;               // of the value; 0: `key` is added
  std::string key;            // dotted
  bool is_inherited = false;  // the mapping that the key belongs to comes from another file
};

// Returns the edit that makes 42 the seed of a config of that system, and changes nothing else of it.
// Nothing: the file is laid out in such a way that only a person can do it. Errors: the repository cannot
// give a file.
Result<std::optional<Edit>> seed_edit(const TreeView& view, ConfigReader& reader, const SeedPlace& place,
                                      const content::ConfigSystem& system = {});

// Returns what a line of an edit says without its indentation, comma and comment: "_C.SEED = 42".
std::string statement_of(const Edit& edit);

}  // namespace expgate::rules
