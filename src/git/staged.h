#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/file.h"

namespace expgate::git {

// What is staged at a path, or that nothing is any more.
struct StagedChange {
  File file;
  bool is_removed = false;
};

// An entry of the index as `git ls-files` lists it, which knows split and sparse ones.
struct StagedEntry {
  char tag = 'H';  // as `ls-files -v` has it: 'S' skip-worktree, lower case assume-unchanged
  std::uint32_t mode = 0;
  Oid oid;
  int stage = 0;  // not 0: not merged yet
  std::string path;

  // Whether git looks for changes of the file in the work tree.
  [[nodiscard]] bool is_watched() const { return tag == 'H'; }
};

// Returns the entries that `git ls-files -v --stage -z` lists, with `command` in front ({"git", "-C", top})
// and `arguments` behind ({"--", path}). An error if git fails, or prints what cannot be read.
Result<std::vector<StagedEntry>> staged_entries(std::vector<std::string> command,
                                                const std::vector<std::string>& arguments = {});

// The same of what git printed.
Result<std::vector<StagedEntry>> read_staged_entries(std::string_view listed);

}  // namespace expgate::git
