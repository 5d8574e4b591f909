#pragma once

#include <cstddef>
#include <string>

#include "experiments/compare.h"

namespace expgate::experiments {

// How a comparison is to look.
struct CompareStyle {
  std::size_t width = 0;  // columns of the terminal; 0: as many as it takes
  bool color = false;
  bool all = false;  // also what is the same
};

// Returns the comparison for people, in their language; as Markdown; and as JSON (expgate-compare/1).
std::string compare_text(const Comparison& comparison, const CompareStyle& style);
std::string compare_markdown(const Comparison& comparison, bool all);
std::string compare_json(const Comparison& comparison, bool all);

// Returns the difference of a metric in words: "-6.2 pp (-7.1 %)".
std::string shown_difference(const MetricDifference& metric);

// Returns the difference and what it means: "+6.2 pp (+7.6 %), better"; empty: there are no two values.
Text note_of(const MetricDifference& metric);

// Returns what that means of B, "better"; empty: nobody knows.
Text words_of(Outcome outcome);

}  // namespace expgate::experiments
