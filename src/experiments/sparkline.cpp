#include "experiments/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>

namespace expgate::experiments {

namespace {

constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<std::string_view, 8> kMarks = {".", ":", "-", "=", "+", "*", "%", "#"};

}  // namespace

std::string sparkline(const std::vector<std::optional<double>>& values, double lowest, double highest,
                      bool ascii) {
  const auto& levels = ascii ? kMarks : kBlocks;
  const double span = highest - lowest;
  std::string out;
  for (const auto& value : values) {
    if (!value || !std::isfinite(*value)) {
      out += ' ';
      continue;
    }
    const double share = span > 0 ? (*value - lowest) / span : 0.5;
    const double level = std::clamp(share, 0.0, 1.0) * static_cast<double>(levels.size() - 1);
    out += levels[static_cast<std::size_t>(std::lround(level))];
  }
  return out;
}

std::vector<std::string> sparklines(const std::vector<Experiment>& experiments, const std::string& metric,
                                    const MetricScale& scale, std::size_t columns, bool ascii) {
  std::vector<std::size_t> by_time;
  for (std::size_t at = 0; at < experiments.size(); ++at)
    if (experiments[at].metric(metric) != nullptr) by_time.push_back(at);
  std::stable_sort(by_time.begin(), by_time.end(), [&](std::size_t one, std::size_t other) {
    return experiments[one].seconds < experiments[other].seconds;
  });
  std::vector<std::optional<double>> values;
  for (const std::size_t at : by_time) values.emplace_back(scale.of(metric, *experiments[at].metric(metric)));
  std::vector<std::string> lines(experiments.size());
  if (values.empty()) return lines;
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  for (std::size_t place = 0; place < by_time.size(); ++place) {
    const std::size_t begin = place + 1 > columns ? place + 1 - columns : 0;
    const std::vector<std::optional<double>> window(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    values.begin() + static_cast<std::ptrdiff_t>(place + 1));
    const std::string line = sparkline(window, **lowest, **highest, ascii);
    lines[by_time[place]] = std::string(columns - window.size(), ' ') + line;
  }
  return lines;
}

}  // namespace expgate::experiments
