#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace expgate::report {

// What to do about a history, for somebody who has ten seconds.
struct Advice {
  struct Step {
    std::string text;                   // a sentence or two
    std::vector<std::string> commands;  // to be pasted as they are, in this order
  };
  std::string headline;  // what the matter is, a sentence or two
  std::vector<Step> steps;
};

// Of a report with a survey.
Advice advice(const Report& report);

}  // namespace expgate::report
