#pragma once

#include "git/objects.h"
#include "model/commit.h"

namespace expgate::git {

// Whether what the commit changes of its first parent is what one of the thousand commits before it, by first
// parents, changed of its own, the other way round: the same files, and in each the same lines, wherever they
// stand by now.
Result<bool> inverts_ancestor(const Objects& objects, const Commit& commit);

// Whether the files of its first parent that the one changes are changed by the other as well.
Result<bool> changes_no_more_files(const Objects& objects, const Commit& one, const Commit& other);

}  // namespace expgate::git
