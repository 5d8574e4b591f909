#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "experiments/experiment.h"

namespace expgate::experiments {

// What a table of experiments is to show.
struct TableLayout {
  std::size_t width = 0;  // columns of the terminal; 0: as many as it takes
  bool color = false;
  std::vector<std::string> metrics;  // keys, the most important first
  std::string sparkline = {};        // the metric that a column draws over time; empty: none
  bool ascii = false;                // the terminal shows no block characters
  bool keeps_sparkline = false;      // it was asked for: other columns go first
};

// Whether a table of that layout has the columns config or seed: what it has not need not be found out.
// Widths of `experiments` count as far as they are known.
bool shows_config(const std::vector<Experiment>& experiments, const TableLayout& layout);

// The experiments as a table; what does not fit is left out, the least important first, and said so below.
std::string experiments_text(const std::vector<Experiment>& experiments, const TableLayout& layout);
std::string experiments_markdown(const std::vector<Experiment>& experiments,
                                 const std::vector<std::string>& metrics);
std::string experiments_csv(const std::vector<Experiment>& experiments,
                            const std::vector<std::string>& metrics);
std::string experiments_json(const std::vector<Experiment>& experiments,
                             const std::vector<std::string>& metrics);

}  // namespace expgate::experiments
