#pragma once

#include <string>

#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::input {

// The message in the file that git gives to its commit-msg hook, cleaned as git will clean it. Where nothing
// is left of it the draft has no commit and no files: git itself will not make that commit.
Result<ChangeSet> commit_msg(git::Repository& repository, const std::string& file);

}  // namespace expgate::input
