#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "content/python/seed_flow.h"
#include "rules/rule.h"

namespace expgate::rules {

// The seed that a config resolves to.
struct SeededConfig {
  std::string path;
  std::string key;                 // dotted: "train.seed"
  std::vector<std::string> files;  // that it is made of, itself first
};

// Returns what becomes of a config's seed in the training code of its tree, or where the config itself
// applies it. Errors: the repository cannot give a file.
Result<content::SeedFlow> seed_arrival(const TreeView& view, const SeededConfig& config);

// The same, and where nothing seeds there, in all of its code.
Result<content::SeedFlow> seed_arrival_anywhere(const TreeView& view, const SeededConfig& config);

// Warns if every seeding call of the tip gets something else than the config's seed. Where nothing seeds,
// that is what seed-applied reports.
Result<void> judge_seed_arrival(const TipView& view, const SeededConfig& config, Violations& violations);

// Returns the line in which a config applies its seed by itself when it is read: `!apply:….seed_everything`
// of HyperPyYAML, `_target_: ….seed_everything` of Hydra. 0: it does not.
int seeding_line(std::string_view config);

// Returns whether a config beside a script, or below its folder, applies a seed by itself. For scripts that
// load HyperPyYAML: what they load seeds, they do not.
Result<bool> is_seeded_by_config(const TreeView& view, std::string_view script);

}  // namespace expgate::rules
