#pragma once

#include <string>

#include "experiments/recipe.h"
#include "git/repository.h"

namespace expgate::experiments {

// What runs of that tree take place in: the image that a record states (may be empty), unless it is the one
// that a file builds upon; a pinned one that a Dockerfile, compose file or dev container names, a lock file,
// or else what `experiment-environment` is satisfied with.
Result<RunEnvironment> find_environment(git::Repository& repository, const Oid& tree,
                                        const std::string& recorded);

}  // namespace expgate::experiments
