#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "experiments/recipe.h"

namespace expgate::experiments {

// Notes what becomes of the config's seed in the code of the commit. Errors: the repository cannot give a
// file.
Result<void> add_seed_flow(git::Repository& repository, const Commit& commit, Recipe& recipe);

// Returns what is to be said of it, a line each: "configs/vit.yaml: seed 42 → train.py:31
// set_seed(cfg.seed)".
std::vector<Text> seed_lines(const Recipe& recipe);

// Returns the same as data: {"outcome": "arrives", "calls": [{"path": …, "line": 31, "call": …}]}. Outcomes:
// "arrives", "elsewhere" (the calls get something else), "no-call", "not-followed".
nlohmann::ordered_json seed_json(const Recipe& recipe);

}  // namespace expgate::experiments
