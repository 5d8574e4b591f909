#pragma once

#include <string>
#include <string_view>

#include "git/repository.h"
#include "message/clean.h"
#include "model/change_set.h"

namespace expgate::input {

// The message in the file that git gives to its commit-msg hook, cleaned as git will clean it. Where nothing
// is left of it the draft has no commit and no files: git itself will not make that commit.
Result<ChangeSet> commit_msg(git::Repository& repository, const std::string& file);

// How git will clean `text`, which is in the file of a commit-msg hook. Errors: the configuration cannot be
// read.
Result<message::Cleanup> cleanup_of(git::Repository& repository, std::string_view text);

// Makes `message` what git will take from `file`, which held `text`: comments and what is below the scissors
// stay behind it. Returns whether it was written; false: git would make something else of it. Errors: the
// file cannot be written.
Result<bool> rewrite_message(git::Repository& repository, const std::string& file, std::string_view text,
                             std::string_view message);

}  // namespace expgate::input
