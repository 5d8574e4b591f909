#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/run_configs.h"
#include "git/repository.h"
#include "message/metrics.h"

namespace expgate::experiments {

// A tag of an experiment.
struct Experiment {
  std::string name;           // "exp-vit", "exp/vit"
  std::int64_t seconds = 0;   // when it was tagged; of a lightweight tag: committed
  std::string date;           // the same as a day, by the clock of who did it: "2026-01-31"
  std::optional<Oid> commit;  // nothing: the tag is of a tree or a file
  std::string message;        // of the tag object
  std::string title;
  std::vector<message::Metric> metrics;
  bool is_annotated = false;
  Text remark;         // what is wrong with it: "lightweight: no message"; may be empty
  std::string config;  // these two once add_config() was called
  std::string seed;

  // The metric of that key (message::metric_key), or null.
  [[nodiscard]] const message::Metric* metric(std::string_view key) const;
};

// Returns the day of a signature by the clock of who made it, "2026-01-31".
std::string day_of(const Signature& when);

// Whether a tag is called like one of an experiment.
bool is_experiment_name(std::string_view short_name);

// All tags exp-* and exp/* of the repository, the newest first.
Result<std::vector<Experiment>> read_experiments(git::Repository& repository);

// The tag `name` of that object.
Result<Experiment> read_experiment(git::Repository& repository, std::string name, const Oid& target);

// Finds out config and seed of the experiment.
Result<void> add_config(RunConfigs& configs, Experiment& experiment);

}  // namespace expgate::experiments
