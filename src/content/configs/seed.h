#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "base/text.h"
#include "content/configs/systems/system.h"
#include "text/node.h"

namespace expgate::content {

// A seed that a config states.
struct Seed {
  std::string key;          // dotted: "train.seed"
  std::string value;        // as it is written: "0x2A", "[1, 2, 3]"
  text::Location location;  // of the key
  bool zero = false;        // valid, but some frameworks read it as "no seed" (`if cfg.get("seed")`)
};

// What is wrong with a key that should hold a seed.
struct SeedProblem {
  std::string key;          // dotted; empty: the config has no such key
  Text what;                // "`train.seed` is empty"
  text::Location location;  // of the key; line 0: nowhere
};

// Whether a config is seeded: a seed, or at least one problem.
struct SeedVerdict {
  std::optional<Seed> seed;
  std::vector<SeedProblem> problems;  // nearest to the root first
  std::string key;  // dotted, of what should hold the seed, whether it is valid or not; empty: no such key
};

// The seed of a config of that system: where the system reads it, or else the valid one nearest to its root.
// Keys are those of kSeedKeys, whatever their case, `-` for `_`, at any depth, but nowhere under what is only
// a part of the run: data, loaders, evaluation, sweepers, clients. A `seed` that is not valid spoils its
// neighbours and all that lies below it: a run whose `seed` is null is not seeded by the `random_state`
// beside it.
SeedVerdict find_seed(const text::Node& config, const ConfigSystem* system = nullptr);

// Returns whether what stands under a key of that name, folded, is only a part of the run: "data",
// "train_loader".
bool names_partial_seed(const std::string& name);

// The folder that makes a config at this path one of a part of the run, whose seed is none of the run's own:
// "dataset" for conf/dataset/cifar.yaml, whose values Hydra puts below `dataset`. Empty: there is none.
std::string part_folder(std::string_view path);

// What a value is called in texts about it.
struct SeedName {
  std::string key;        // dotted: "train.seed", "train.seed.0" for an item of a list
  std::string reference;  // "${a.b}", where the value stands elsewhere; may be empty
};

// Returns a seed as it is written, or what it is instead ("`train.seed` is negative: `-1`").
tl::expected<std::string, Text> seed_value(const text::Node& value, const SeedName& name);

// Whether the value is a plain true or false (in YAML also yes, no, on, off): a switch, not a number.
bool is_flag(const text::Node& value);

}  // namespace expgate::content
