#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/active_check.h"
#include "engine/reachable.h"
#include "model/change_set.h"
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

// What is judged: a push, or a whole history, where nothing is new or old to a ref.
enum class Extent : std::uint8_t { push, history };

// Which commits a push makes reachable for the first time in the scope of some check. Nothing is read before
// somebody asks, and each walk is done once.
class PushReach {
 public:
  PushReach(const std::vector<RefUpdate>& updates, PushChecks& checks, Repository& repository, Extent extent)
      : raw_updates_(updates), checks_(checks), repository_(repository), extent_(extent) {}

  // Finds out what the updates lead to and which commits are new to each check's refs; once, for whoever
  // needs it first. What the rest of this class answers is empty before.
  Result<void> reach();

  // The same without trust in dates, before anybody is refused for the number of commits.
  Result<void> reach_exactly();

  // Whether what is new is certain: that was done, or dates did not matter.
  [[nodiscard]] bool is_exact() const { return is_reached_ && reached_.is_exact; }

  // How many commits are new to the refs of the check.
  [[nodiscard]] std::uint64_t count(const ActiveCheck& check) const;

  [[nodiscard]] Extent extent() const { return extent_; }
  [[nodiscard]] const std::vector<PeeledUpdate>& updates() const { return updates_; }

  // What is first reached, as a graph, and its commits alone, parents before children.
  [[nodiscard]] const FirstReached& first_reached() const { return reached_; }
  [[nodiscard]] const std::vector<Reached>& reached() const { return reached_.commits; }

  // What the files of the push may speak of. To be asked once the updates were reached.
  [[nodiscard]] Reachable& reachable() { return *reachable_; }

 private:
  Result<void> peel();
  Result<void> group_scopes();
  Result<void> give_scope(ActiveCheck& check, std::vector<const ActiveCheck*>& owners);
  void add_watched_scope();
  Result<void> walk(Effort effort);

  const std::vector<RefUpdate>& raw_updates_;
  PushChecks& checks_;
  Repository& repository_;
  Extent extent_;
  std::vector<PeeledUpdate> updates_;
  std::vector<ReachScope> scopes_;
  bool is_reached_ = false;
  FirstReached reached_;
  std::optional<Reachable> reachable_;
};

}  // namespace expgate::engine
