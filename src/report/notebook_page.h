#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace expgate::report {

// A list of experiments, as a page shows it. What people wrote stands in it as they wrote it.
struct NotebookPage {
  struct Metric {
    std::string key;
    std::string better;                         // "higher", "lower"; empty: nobody knows
    std::vector<std::optional<double>> values;  // of each row, on one scale
    std::vector<std::string> shown;             // as they are written
  };
  struct Value {
    std::string shown;
    std::optional<double> number;
  };
  struct Parameter {
    std::string key;
    std::vector<std::optional<Value>> values;  // of each row
  };
  struct Row {
    std::string name;
    std::int64_t seconds = 0;
    std::string date;
    std::string commit;
    std::string config;
    std::string seed;
    std::string title;
    std::string record;
    Text remark;
    bool is_disputed = false;  // tag and record disagree
    std::string recipe;        // to copy
  };

  std::string project;
  std::vector<Row> rows;
  std::vector<Metric> metrics;        // the most frequent first
  std::vector<Parameter> parameters;  // of the configs: those that differ
  std::vector<Text> notes;
};

// Returns the experiments as one page of HTML that needs nothing else: no network, no file beside it. It runs
// under a Content-Security-Policy of its own that allows its one style and its one script.
std::string notebook_page(const NotebookPage& page, std::string_view version);

}  // namespace expgate::report
