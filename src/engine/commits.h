#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/active_check.h"
#include "engine/findings.h"
#include "engine/views.h"
#include "engine/watcher.h"
#include "model/change_set.h"
#include "model/report.h"
#include "model/repository.h"

namespace expgate::engine {

// An update of a push with what its ends peel to. Without `tip` there are no commits to judge: a deletion, or
// a tag of a tree.
struct PeeledUpdate {
  const RefUpdate* update = nullptr;
  std::optional<Oid> tip;
  std::optional<Oid> old_tip;  // nothing, too, where the old value is gone
};

// The checks of a push that are about its commits, their files, or all of it.
struct PushChecks {
  ActiveChecks push;
  ActiveChecks commit;
  ActiveChecks file;
};

// Judges the commits that a push makes reachable for the first time in the scope of some check, and the files
// that they introduce.
class CommitPass {
 public:
  // With a watcher (or null) it is a whole history that is judged, where nothing is new or old to a ref.
  CommitPass(const std::vector<RefUpdate>& updates, PushChecks& checks, Repository& repository,
             Watcher* watcher)
      : raw_updates_(updates), checks_(checks), repository_(repository), watcher_(watcher) {}

  // Finds out what the updates lead to and which commits are new to each check's refs; once, for whoever
  // needs it first.
  Result<void> reach();

  // The same without trust in dates, before anybody is refused for the number of commits.
  Result<void> reach_exactly();

  // How many commits are new to the refs of the check.
  [[nodiscard]] std::uint64_t count(const ActiveCheck& check) const;

  // Runs the checks of commits and files; adds to the counts. On a server only so many findings are kept as a
  // hook has memory for.
  Result<void> judge(QuarantinedObjects& quarantined, Counts& counts, Mode mode);

  // What was found, oldest commit first, each with the refs that it concerns: of a whole history with the
  // first of them, since they are a thousand easily. To be asked once.
  Result<std::vector<Finding>> take_findings(const Context& context);

  // The updates, once they were reached.
  [[nodiscard]] const std::vector<PeeledUpdate>& updates() const { return updates_; }

 private:
  Result<void> peel();
  Result<void> group_scopes(ActiveChecks& checks);
  Result<void> judge_reached(QuarantinedObjects& quarantined, Counts& counts);
  Result<void> expect_introduced();
  void add_watched_scope();
  Result<void> judge(const Reached& reached, QuarantinedObjects& quarantined, Counts& counts);
  Result<void> judge_files(const Reached& reached, std::span<const File> files,
                           QuarantinedObjects& quarantined, Counts& counts);
  Result<void> judge_nameless(QuarantinedObjects& quarantined);
  [[nodiscard]] bool judges_nameless(const ActiveCheck& check) const;
  Result<void> drop_uncertain();
  // Where the commits that some refs bring are found again.
  struct Places {
    std::unordered_map<Oid, std::uint32_t, OidHash> of;  // in `reached_`
    std::vector<std::vector<std::uint32_t>> parents;     // of each of them, those that are in it, too
  };
  // For whom something was raised.
  struct Concerned {
    std::vector<std::size_t> updates;  // in `updates_`
    bool is_tip = false;
  };
  [[nodiscard]] Result<Places> places() const;
  [[nodiscard]] Result<std::vector<Concerned>> concerned() const;

  const std::vector<RefUpdate>& raw_updates_;
  PushChecks& checks_;
  Repository& repository_;
  Watcher* watcher_;
  std::vector<PeeledUpdate> updates_;
  std::vector<ReachScope> scopes_;
  std::vector<const ActiveCheck*> scope_owner_;  // a check with the refs of that scope
  std::vector<Reached> reached_;
  bool is_reached_ = false;
  bool is_exact_ = false;
  std::vector<PendingFinding> raised_;
  bool is_bounded_ = false;
  Overflow overflow_;
  std::vector<PendingFinding> nameless_;  // about objects that no commit names
  SizeCache sizes_;
  std::optional<Reachable> reachable_;  // once the updates were reached
};

}  // namespace expgate::engine
