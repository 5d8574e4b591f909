#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/active_check.h"
#include "engine/findings.h"
#include "engine/views.h"
#include "model/change_set.h"
#include "model/report.h"
#include "model/repository.h"

namespace expgate::engine {

// An update of a push with what its ends peel to. Without `tip` there are no commits to judge: a deletion, or
// a tag of a tree.
struct PeeledUpdate {
  const RefUpdate* update = nullptr;
  std::optional<Oid> tip;
  std::optional<Oid> old_tip;
};

// Judges the commits that a push makes reachable for the first time in the scope of some check, and the files
// that they introduce.
class CommitPass {
 public:
  CommitPass(const std::vector<PeeledUpdate>& updates, Repository& repository)
      : updates_(updates), repository_(repository) {}

  // Runs all checks; adds to the counts.
  Result<void> run(ActiveChecks& commit_checks, ActiveChecks& file_checks, Counts& counts);

  // What was found, oldest commit first, each with the refs that it concerns.
  Result<std::vector<Finding>> findings(Mode mode);

 private:
  void group_scopes(ActiveChecks& checks);
  Result<void> judge(const Reached& reached, const ActiveChecks& commit_checks,
                     const ActiveChecks& file_checks, Counts& counts);
  Result<void> drop_uncertain();
  Result<std::vector<std::vector<bool>>> refs_of_commits() const;

  const std::vector<PeeledUpdate>& updates_;
  Repository& repository_;
  std::vector<ReachScope> scopes_;
  std::vector<const ActiveCheck*> scope_owner_;  // a check with the refs of that scope
  std::vector<Reached> reached_;
  std::vector<Raised> raised_;
  SizeCache sizes_;
};

}  // namespace expgate::engine
