#pragma once

#include <functional>
#include <string>

#include "git/repository.h"
#include "input/ci_event.h"
#include "model/change_set.h"

namespace expgate::input {

// What is said by hand; empty: found out.
struct CiOptions {
  std::string range;           // "A..B"
  std::string ref;             // as people call it: "exp/vit", "tags/v1"
  std::string default_branch;  // "main"
  bool fetches = false;        // what is missing is fetched from the remote
  bool is_of_client = false;   // a hook manager's range: the server decides about its default branch later
};

// What the CI system says, with what the options say better. Without either: an error.
Result<CiEvent> find_event(git::Repository& repository, const CiOptions& options, const Variables& variable);

// The update or updates that the CI step runs for, as the server would have been shown them before they were
// made (docs/ci.md). Errors: what has to be known is not in this clone.
Result<ChangeSet> ci(git::Repository& repository, const CiOptions& options);

// Is told what is going on while the user waits.
using ReportProgress = std::function<void(const Text& progress)>;

// Fetches what ci() would miss in this clone. Errors: git cannot fetch.
Result<void> fetch_for_ci(const CiOptions& options, const ReportProgress& report_progress);

}  // namespace expgate::input
