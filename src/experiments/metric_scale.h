#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/experiment.h"

namespace expgate::experiments {

// Brings the values of a metric to one scale, so that 87 % is not more than 0.95: a share that one experiment
// states in percent counts in percent everywhere.
class MetricScale {
 public:
  explicit MetricScale(const std::vector<Experiment>& experiments);

  // The value as it compares with those of other experiments.
  [[nodiscard]] double of(const std::string& key, const message::Metric& metric) const {
    return of(key, metric.value, metric.unit);
  }
  [[nodiscard]] double of(const std::string& key, double value, std::string_view unit) const;

 private:
  std::set<std::string> in_percent_;  // keys
};

}  // namespace expgate::experiments
