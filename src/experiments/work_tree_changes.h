#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace expgate::experiments {

// What the work tree has that its commit lacks. Records in results/ do not count.
struct WorkTreeChanges {
  std::vector<std::string> changed;       // paths of tracked files
  std::vector<std::string> untracked;     // code and configs that git does not know, nor ignores
  std::vector<std::string> repositories;  // folders, with their final '/', of others that have such files
  std::vector<std::string> records;       // that changed, and do not count
  std::vector<std::string> unwatched;     // of `changed`: git was told not to look at them

  [[nodiscard]] bool empty() const { return changed.empty() && untracked.empty() && repositories.empty(); }
  [[nodiscard]] std::vector<std::string> all() const;
};

// Returns the changes of the work tree with the folder `top`. The untracked files of `outputs`, absolute
// paths, are what the run wrote.
Result<WorkTreeChanges> changes_of_work_tree(const std::string& top, const std::set<std::string>& outputs);

// Returns the sha256 of the changes: of what `git diff --full-index HEAD` prints with git's own defaults, and
// of one line "untracked PATH SHA256" for each file that git does not know.
Result<std::string> hash_of_changes(const std::string& top, const WorkTreeChanges& changes);

// Whether a run could read the file, by its name: code, a config, or what builds the environment.
bool is_read_by_runs(std::string_view path);

}  // namespace expgate::experiments
