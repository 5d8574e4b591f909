#pragma once

#include <string>
#include <vector>

#include "experiments/record_place.h"
#include "git/repository.h"
#include "model/finding.h"

namespace expgate::experiments {

// What is known when a record has been written.
struct WrittenPlace {
  RecordPlace place;
  std::string name;        // of the experiment
  bool moved_tag = false;  // which others may have as it was
  bool is_dirty = false;   // the work tree holds other changes
};

// Returns the commands that commit the record and push it with its tag, for a shell in the current folder.
// Each works as it stands: on a branch or a detached HEAD, with whichever remote there is, or none.
Result<std::vector<Command>> commands_after(git::Repository& repository, const WrittenPlace& written);

}  // namespace expgate::experiments
