#pragma once

#include <string>
#include <vector>

#include "model/report.h"

namespace expgate::report {

// A line of a survey for people. `is_heading` is for the eye alone.
struct SurveyLine {
  std::string text;
  bool is_heading = false;
};

// What an audit tells beside its findings, in lines of at most `width` columns: what to do first comes last,
// where somebody who looks at a terminal sees it.
std::vector<SurveyLine> survey_lines(const Report& report, std::size_t width);

}  // namespace expgate::report
