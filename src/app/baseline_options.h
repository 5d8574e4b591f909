#pragma once

#include <optional>
#include <string>

#include "app/arguments.h"
#include "base/result.h"
#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::app {

// What `ci` and `audit` are told about baselines. Hooks know none: what is new has no past.
struct BaselineOptions {
  std::string file;    // --baseline
  std::string target;  // --write-baseline
  bool prunes = false;

  void declare(CommandArguments& arguments);          // --baseline
  void declare_writing(CommandArguments& arguments);  // --write-baseline, --prune-baseline

  // Whether they go together, and with an audit of all refs, or of a range.
  [[nodiscard]] Result<void> check(bool is_of_all, bool is_of_range) const;

  // For an audit: lets pass what the baseline has, writes and prunes. Nothing: no baseline was asked for.
  [[nodiscard]] Result<std::optional<BaselineUse>> apply(git::Repository& repository,
                                                         const ChangeSet& changes, bool is_of_all,
                                                         Report& report) const;

  // For CI, where what is judged has no say in it: a baseline that the repository holds is taken from the
  // revision whose policy counts.
  [[nodiscard]] Result<void> apply_in_ci(git::Repository& repository, const ChangeSet& changes,
                                         Report& report) const;
};

}  // namespace expgate::app
