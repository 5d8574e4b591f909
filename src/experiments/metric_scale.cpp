#include "experiments/metric_scale.h"

#include <cmath>

namespace expgate::experiments {

MetricScale::MetricScale(const std::vector<Experiment>& experiments) {
  for (const Experiment& each : experiments)
    for (const message::Metric& metric : each.metrics) {
      const bool is_percent = metric.unit == "%" || (metric.unit.empty() && std::abs(metric.value) > 1 &&
                                                     message::is_share(metric.name));  // "acc 87.3"
      if (is_percent) in_percent_.insert(message::metric_key(metric.name));
    }
}

double MetricScale::of(const std::string& key, double value, std::string_view unit) const {
  constexpr double kPercent = 100;
  const bool is_fraction = unit.empty() && std::abs(value) <= 1 && in_percent_.contains(key);
  return is_fraction ? value * kPercent : value;
}

}  // namespace expgate::experiments
