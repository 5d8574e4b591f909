#pragma once

#include "git/objects.h"

namespace expgate::git {

// The tree that has what both sides changed since `base`, as long as no file was changed by both: nothing
// where one was, or where names are in each other's way, so that a real merge has to say more. New trees go
// to `odb`. Folders that one side left alone are not opened: libgit2's own merge reads every file name there
// is. Errors: a tree that cannot be read or written.
Result<std::optional<Oid>> merge_trees(const Objects& objects, git_odb* odb, const Oid& base, const Oid& ours,
                                       const Oid& theirs);

}  // namespace expgate::git
