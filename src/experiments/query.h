#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "experiments/experiment.h"
#include "experiments/metric_scale.h"

namespace expgate::experiments {

// One `--where`: "acc@1>80", "seed=42", "date>=2026-01-01".
struct Condition {
  std::string field;  // a metric's key, or one of the columns name, date, commit, config, seed
  std::string sign;   // < <= > >= = !=
  std::string value;
  double number = 0;  // of metrics
  std::string unit;   // of metrics: "%" or ""
};

// Takes a condition apart; an error where it is none.
Result<Condition> parse_condition(std::string_view text);

// Whether the field is of the experiment itself and no metric.
bool is_column(std::string_view field);

// Whether a field needs the config to be read.
bool needs_config(std::string_view field);

// Whether the experiment meets the condition. What does not state the metric never does.
bool meets(const Experiment& experiment, const Condition& condition, const MetricScale& scale);

// Puts the best first (of metrics of unknown direction the highest); by a column: in its order, by date the
// newest first. Those that do not state the metric come last.
void sort_by(std::vector<Experiment>& experiments, const std::string& field, const MetricScale& scale);

// The keys of all metrics that the experiments state: the most frequent first.
std::vector<std::string> metric_keys(const std::vector<Experiment>& experiments);

// An error that names what was meant, if no experiment states the metric `field`.
Result<void> check_field(const std::string& field, const std::vector<std::string>& keys);

}  // namespace expgate::experiments
