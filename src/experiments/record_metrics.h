#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

// The figures of a run for its record: from options, and from files that training code writes.
namespace expgate::experiments {

using NamedNumber = std::pair<std::string, double>;

struct Figures {
  std::vector<NamedNumber> values;  // finite, each name once
  std::vector<Text> left_out;       // why a figure is none: "`loss` is NaN"

  // Adds a figure; a later one of the same name replaces the earlier one. What is not finite is left out.
  void add(std::string name, double value);

  // The same, unless the name is that of a counter (epoch, step), a hyper-parameter, or not fit to print.
  void add_result(std::string name, double value);

  // Adds those of `other`, which win.
  void add(const Figures& other);
};

// Returns the metric that `option` states, as in "acc@1=87.3" or "acc=87.3%"; an error if it is not a name
// and a finite number.
Result<NamedNumber> parse_metric(std::string_view option);

// Returns the metrics of a file: of JSON and YAML the numbers, their keys joined by "/", of lists the last
// item; of CSV, TSV and JSON Lines the last value of each column. The ending of `path` names the format.
// Counters (epoch, step) and hyper-parameters are no metrics.
Result<Figures> read_figures(std::string_view path, std::string_view bytes);

// The number that a text states in any spelling, with NaN and infinity among them; nothing if it is none.
std::optional<double> number_in(std::string_view text);

// The largest file that read_figures() takes, in bytes.
inline constexpr std::size_t kLargestFigures = std::size_t{64} << 20U;

}  // namespace expgate::experiments
