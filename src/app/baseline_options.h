#pragma once

#include <optional>
#include <string>

#include "app/arguments.h"
#include "base/result.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::app {

// The options of `ci` and `audit` about baselines. Hooks have none: a new commit has no known findings.
struct BaselineOptions {
  std::string file;    // --baseline
  std::string target;  // --write-baseline
  bool prunes = false;

  void declare(CommandArguments& arguments);          // --baseline
  void declare_writing(CommandArguments& arguments);  // --write-baseline, --prune-baseline

  // Whether they can be combined with each other, and with an audit of all refs or of a range.
  [[nodiscard]] Result<void> check(bool is_of_all, bool is_of_range) const;

  // For an audit: waives what the baseline has, writes and prunes. Nothing: no baseline was given.
  [[nodiscard]] Result<std::optional<BaselineUse>> apply(git::Repository& repository,
                                                         const ChangeSet& changes, bool is_of_all,
                                                         Report& report) const;

  // For CI: a change must not waive its own findings, so a baseline in the repository is read from the
  // revision whose policy applies.
  [[nodiscard]] Result<void> apply_in_ci(git::Repository& repository, const ChangeSet& changes,
                                         Report& report) const;
};

}  // namespace expgate::app
