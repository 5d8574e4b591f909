#pragma once

#include <string>
#include <vector>

#include "experiments/experiment.h"
#include "git/repository.h"

namespace expgate::app {

// Returns the page of these experiments, whose configs are known (report/notebook_page.h).
Result<std::string> notebook_report(git::Repository& repository,
                                    const std::vector<experiments::Experiment>& experiments,
                                    const std::vector<Text>& notes);

}  // namespace expgate::app
