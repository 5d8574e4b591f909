#pragma once

#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::input {

// Tells the new files of an index, and their new folders, of what differs from them in case or spelling alone
// and is staged too: File::twin, as a server would find it in the commit. Errors: the index or HEAD cannot be
// read.
Result<void> find_case_collisions(Draft& draft, git::Repository& repository);

}  // namespace expgate::input
