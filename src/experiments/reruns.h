#pragma once

#include <string>
#include <vector>

#include "experiments/experiment.h"
#include "git/repository.h"

namespace expgate::experiments {

// Returns for each experiment, whose config is known, what `expgate recipe` would say in short: a comment
// with commit, config and seed, and the lines that run it again. Empty if its commit is not here.
Result<std::vector<std::string>> reruns_of(git::Repository& repository,
                                           const std::vector<Experiment>& experiments);

}  // namespace expgate::experiments
