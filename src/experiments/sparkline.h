#pragma once

#include <optional>
#include <string>
#include <vector>

#include "experiments/experiment.h"
#include "experiments/metric_scale.h"

namespace expgate::experiments {

// Returns one character a value, the higher the larger; what is not there is a blank. `ascii`: for terminals
// that show no block characters.
std::string sparkline(const std::vector<std::optional<double>>& values, double lowest, double highest,
                      bool ascii);

// Returns for each experiment a line of the metric over time: of it and those before it by date, `columns` of
// them at most. Empty for those that do not state the metric.
std::vector<std::string> sparklines(const std::vector<Experiment>& experiments, const std::string& metric,
                                    const MetricScale& scale, std::size_t columns, bool ascii);

}  // namespace expgate::experiments
