#pragma once

#include <string>
#include <vector>

#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::input {

// Which history is to be judged.
struct AuditOptions {
  std::vector<std::string> revisions;  // "main", "v1..main"; none: the branch that HEAD names
  bool all = false;                    // all branches and tags
};

// The history as updates that bring all of it to a repository that had none. Errors: a revision that is none,
// a HEAD that leads nowhere.
Result<ChangeSet> audit(git::Repository& repository, const AuditOptions& options);

}  // namespace expgate::input
