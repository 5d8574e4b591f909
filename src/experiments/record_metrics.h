#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "experiments/figures.h"

// The figures of a run for its record, from files that training code writes.
namespace expgate::experiments {

// Returns the metrics of a file: of JSON and YAML the numbers, their keys joined by "/", of lists the last
// item; of CSV, TSV and JSON Lines the last value of each column. The ending of `path` names the format.
// Counters (epoch, step) and hyper-parameters are no metrics.
Result<Figures> read_figures(std::string_view path, std::string_view bytes);

// The same of the regular file at `path`: tables and JSON Lines as a stream, in constant memory. An error
// at once if it is a folder, a pipe or a device.
Result<Figures> figures_of_file(const std::string& path);

// The bytes of a table or of JSON Lines that are read; of the other formats content::kMostBytes are.
inline constexpr std::size_t kLargestTable = std::size_t{1} << 30U;

}  // namespace expgate::experiments
