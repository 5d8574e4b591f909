#pragma once

#include <vector>

#include "git/repository.h"
#include "rewrite/changes.h"
#include "rewrite/commits.h"

namespace expgate::rewrite {

// Folds these commits (`fixup!`, `squash!`, `amend!`) into the ones that they name, as `git rebase
// --autosquash` does, if that is among `commits` and before them on the line of first parents. No conflict
// can stop it: where a commit on the way has changed the same lines, it goes into the earliest commit behind
// that, whose message stays. What was done is added to `actions`. Those that name none are left.
Result<Mapping> fold(git::Repository& repository, const std::vector<Oid>& commits,
                     const std::vector<Oid>& folded, Steps& actions);

}  // namespace expgate::rewrite
