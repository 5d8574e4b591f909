#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "experiments/run_configs.h"
#include "git/repository.h"
#include "message/metrics.h"

namespace expgate::experiments {

// What tag and record of an experiment say differently.
struct Disagreement {
  std::string what;    // "commit", "config", "seed", or the key of a metric
  std::string tag;     // as the tag says it, or the config that is in its commit
  std::string record;  // as the record says it
};

// An experiment: a tag, a record in results/, or both.
struct Experiment {
  std::string name;           // "exp-vit", "exp/vit"; without a tag the path of the record
  std::int64_t seconds = 0;   // when it was tagged; without a tag object: committed
  std::string date;           // the same as a day, by the clock of who did it: "2026-01-31"
  std::optional<Oid> commit;  // nothing: the tag is of a tree or a file
  std::string message;        // of the tag object
  std::string title;
  std::vector<message::Metric> metrics;
  bool is_annotated = false;
  Text remark;         // what is wrong with it: "lightweight: no message"; may be empty
  std::string config;  // these three once add_config() was called
  std::string seed;
  std::vector<std::string> config_files;  // the config, then what it inherits

  bool is_tag = true;
  std::string record;           // its path; empty: there is none
  std::string recorded_config;  // what it says; empty: nothing, or it is of another commit than the tag
  std::string recorded_seed;
  std::string image;                        // that the record states
  std::vector<Disagreement> disagreements;  // those about config and seed once add_config() was called

  // The metric of that key (message::metric_key), or null.
  [[nodiscard]] const message::Metric* metric(std::string_view key) const;
};

// Returns the day of a signature by the clock of who made it, "2026-01-31".
std::string day_of(const Signature& when);

// Returns the metric as people read it, with its unit and deviation: "87.3% ±0.2".
std::string shown_metric(const message::Metric& metric);

// Whether a tag is called like one of an experiment.
bool is_experiment_name(std::string_view short_name);

// All tags exp-* and exp/* of the repository, the newest first.
Result<std::vector<Experiment>> read_experiments(git::Repository& repository);

// Puts the newest first.
void sort_by_date(std::vector<Experiment>& experiments);

// The tag `name` of that object.
Result<Experiment> read_experiment(git::Repository& repository, std::string name, const Oid& target);

// Returns the remark of an experiment: what is wrong with it, and where tag and record disagree.
Text remark_of(const Experiment& experiment);

// Finds out config and seed of the experiment, by its record if there is one.
Result<void> add_config(RunConfigs& configs, Experiment& experiment);

}  // namespace expgate::experiments
