#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace expgate::report {

// What to do about a history, for a reader who has ten seconds.
struct Advice {
  struct Step {
    Text text;                          // a sentence or two
    std::vector<std::string> commands;  // lines for a shell, in this order
  };
  Text headline;  // a sentence or two about the whole history
  std::vector<Step> steps;
};

// Of a report with a survey.
Advice advice(const Report& report);

}  // namespace expgate::report
