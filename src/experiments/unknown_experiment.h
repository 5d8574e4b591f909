#pragma once

#include <string>

#include "git/repository.h"

namespace expgate::experiments {

// What a command takes for an experiment.
enum class Named { revision, revision_or_record };

// Returns the error about a name that the repository does not know, with the experiment or branch that is
// meant.
Error unknown_experiment(git::Repository& repository, const std::string& name, Named named);

}  // namespace expgate::experiments
