#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::input {

using git::StagedChange;

// The records of `git diff --cached --raw -z` in the order of their paths; an error where the text is no such
// output.
Result<std::vector<StagedChange>> parse_raw_diff(std::string_view text);

// What is staged against HEAD, and in a merge against every MERGE_HEAD. With `files` (as the user names them)
// those of them only, and where they are not staged, as HEAD has them.
Result<ChangeSet> pre_commit(git::Repository& repository, const std::vector<std::string>& files = {});

}  // namespace expgate::input
