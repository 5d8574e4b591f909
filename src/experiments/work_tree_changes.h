#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace expgate::experiments {

// What the work tree has that its commit lacks. Records (results/) do not count.
struct WorkTreeChanges {
  std::vector<std::string> changed;    // paths of tracked files
  std::vector<std::string> untracked;  // code and configs that git does not know, nor ignores

  [[nodiscard]] bool empty() const { return changed.empty() && untracked.empty(); }
};

// Returns the changes of the work tree with the folder `top`.
Result<WorkTreeChanges> changes_of_work_tree(const std::string& top);

// Returns the sha256 of the changes: of what `git diff --full-index HEAD` prints with git's own defaults, and
// of one line "untracked PATH SHA256" for each file that git does not know.
Result<std::string> hash_of_changes(const std::string& top, const WorkTreeChanges& changes);

}  // namespace expgate::experiments
