#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "model/push_log.h"

namespace expgate {

// What came of a push, or would come of it.
enum class PushOutcome { passes, warned, rejected, undecided };
inline constexpr std::array<std::string_view, 4> kOutcomeNames = {"passes", "warned", "rejected",
                                                                  "undecided"};

// A push that another policy judges otherwise.
struct ChangedPush {
  std::string time;
  std::string project;
  std::string user;
  std::string ref;         // the first one
  std::uint64_t refs = 0;  // how many
  PushOutcome before = PushOutcome::passes;
  PushOutcome after = PushOutcome::passes;
  std::vector<std::string> rules;  // with errors: afterwards, or before if it passes now
};

// Pushes that could not be judged again.
struct UnjudgedPushes {
  std::uint64_t without_objects = 0;  // what they brought, or built on, is gone
  std::uint64_t without_repository = 0;
  std::uint64_t without_refs = 0;  // the log does not name all of them
  std::uint64_t undecided = 0;     // expgate could not decide
  Text first_error;                // of the last kind

  [[nodiscard]] std::uint64_t all() const {
    return without_objects + without_repository + without_refs + undecided;
  }
};

// What the pushes of audit logs come to with another policy (docs/server.md, "Try a policy").
struct PolicyTrial {
  std::string policy;  // the file
  LogLines lines;
  std::uint64_t judged = 0;
  // How many pushes had that outcome and would have this one now.
  std::array<std::array<std::uint64_t, kOutcomeNames.size()>, kOutcomeNames.size()> outcomes{};
  UnjudgedPushes unjudged;
  PushGroups rejecting_rules;  // of newly rejected pushes; `rejected` counts them
  PushGroups rejected_projects;
  PushGroups accepting_rules;               // that rejected pushes before which pass now
  std::vector<ChangedPush> newly_rejected;  // the first of them
  std::vector<ChangedPush> newly_accepted;

  [[nodiscard]] std::uint64_t count_newly_rejected() const;
  [[nodiscard]] std::uint64_t count_newly_accepted() const;
};

}  // namespace expgate
