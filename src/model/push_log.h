#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/survey.h"

namespace expgate {

// What came of pushes. Each push counts in exactly one of the first four.
struct PushCounts {
  std::uint64_t passed = 0;
  std::uint64_t rejected = 0;
  std::uint64_t would_reject = 0;  // let in by warn mode alone
  std::uint64_t undecided = 0;
  std::uint64_t bypassed = 0;       // of those passed: a pusher gave a reason
  std::uint64_t let_undecided = 0;  // of those undecided: let in all the same

  [[nodiscard]] std::uint64_t all() const { return passed + rejected + would_reject + undecided; }
  [[nodiscard]] std::uint64_t blocked() const { return rejected + would_reject; }
};

// What pushes have in common: a rule that found something in them, a project or a user.
struct PushGroup {
  std::string name;  // empty: the log does not say
  PushCounts pushes;
  std::uint64_t errors = 0;  // findings that the log names; it names a hundred of a push
  std::uint64_t warnings = 0;
  std::uint64_t waived = 0;
  std::uint64_t users = 0;     // of a rule: who was rejected by it, or would have been
  std::uint64_t projects = 0;  // and where
};

// The groups of one kind, the worst first.
struct PushGroups {
  std::vector<PushGroup> groups;
  std::uint64_t known = 0;   // how many there are, with those that `groups` has no room for
  bool is_complete = false;  // false: there were too many to tell apart, and `known` is the least
};

// A push that deserves to be named.
struct NotedPush {
  std::string time;  // "2026-01-31T09:05:00.123Z"
  std::string project;
  std::string user;
  std::string ref;                 // the first one
  std::uint64_t refs = 0;          // how many
  std::string reason;              // of the bypass, or why nothing could be decided
  std::vector<std::string> rules;  // that were bypassed
};

// What let findings pass.
struct WaiverUse {
  std::string by;  // "`/etc/expgate/policy.yaml`:12", "bypass by `ada`"
  std::string reason;
  std::uint64_t findings = 0;
  std::string last;  // the time of its last push
};

// An exception of a policy that ends soon.
struct EndingException {
  std::string at;  // "`/etc/expgate/policy.yaml`:12"
  std::string rule;
  std::string reason;
  std::string expires;     // "2026-01-31", the last day that it counts
  std::uint64_t used = 0;  // findings of the log that it let pass
};

// How long pushes took, in milliseconds.
struct PushTimes {
  std::uint64_t count = 0;
  double sum = 0;
  double median = 0;
  double p95 = 0;
  double p99 = 0;
  double longest = 0;
};

// Lines that were read.
struct LogLines {
  std::uint64_t read = 0;            // all but blank ones
  std::uint64_t damaged = 0;         // cut off, or no JSON with the keys that a push has
  std::uint64_t unknown_schema = 0;  // written by another program, or a later version
  std::uint64_t before = 0;          // of pushes before the day that was asked for
};

// Audit logs, added up (docs/reports.md, "The audit log summed up").
struct PushLog {
  LogLines lines;
  std::string since;  // empty: from the first line on
  std::string first;  // the time of the first and of the last push; empty: there is none
  std::string last;
  PushCounts pushes;
  std::uint64_t trials = 0;  // pushes of `expgate doctor`, which are counted nowhere else
  std::map<Day, PushCounts> days;
  PushGroups rules;
  PushGroups projects;
  PushGroups users;
  std::vector<NotedPush> bypasses;   // the last ones, the latest first
  std::vector<NotedPush> undecided;  // the same
  std::vector<WaiverUse> waivers;    // most findings first
  std::uint64_t further_waivers = 0;
  PushTimes times;
  std::optional<std::vector<EndingException>> ending;  // of the policy that was given
};

}  // namespace expgate
