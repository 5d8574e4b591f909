#pragma once

#include <string>
#include <vector>

#include "git/repository.h"

namespace expgate::rewrite {

// A work tree, and git's own folder for it.
struct WorkTree {
  std::string folder;      // without a final '/'
  std::string git_folder;  // with one
};

// The work trees where the branch is checked out (empty: the one here, whose HEAD is detached). Errors: one
// of them cannot be reached, or the branch is being rebased in one.
Result<std::vector<WorkTree>> work_trees_of(git::Repository& repository, const std::string& branch);

// An error if a rebase, merge or the like is under way in that work tree.
Result<void> must_be_idle(const WorkTree& work_tree);

// Whether there is a file, a link or a folder of that name.
bool is_on_disk(const std::string& path);

}  // namespace expgate::rewrite
