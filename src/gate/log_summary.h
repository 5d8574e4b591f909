#pragma once

#include <functional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "gate/audit_entry.h"
#include "gate/push_groups.h"
#include "model/push_log.h"

namespace expgate::gate {

// The day as the audit log's times begin: "2026-01-31" as it is, "30d" as so many days before `today`. An
// error: it is neither.
Result<std::string> first_day(const std::string& since, Day today);

// Adds up audit logs, one line after the other, in bounded memory.
class LogSummary {
 public:
  // Pushes before `since` ("2026-01-31") are left out; empty: none.
  explicit LogSummary(std::string since);

  void add_line(std::string_view line, bool is_cut);

  // What was added up. Groups and pushes are cut to as many as somebody may want to read.
  PushLog take();

 private:
  // The latest pushes by time, whatever the order of the files.
  class Latest {
   public:
    void add(const AuditEntry& entry, const std::string& reason);
    [[nodiscard]] std::vector<NotedPush> take() const;

   private:
    struct Earlier {
      bool operator()(const NotedPush& one, const NotedPush& other) const { return one.time < other.time; }
    };
    std::multiset<NotedPush, Earlier> pushes_;
  };

  void add_entry();
  void add_to_groups(const PushCounts& counts);
  void add_waivers();

  PushLog log_;
  AuditEntry entry_;
  GroupTable rules_;
  GroupTable projects_;
  GroupTable users_;
  PairSet users_of_rules_;
  PairSet projects_of_rules_;
  TimeHistogram times_;
  Latest bypasses_;
  Latest undecided_;
  std::unordered_map<std::string, WaiverUse> waivers_;
};

// Reads the files and adds them up; "-" is stdin.
Result<PushLog> sum_up(const std::vector<std::string>& files, const std::string& since);

// Fills in the exceptions of the policy file that end in the thirty days from `today` on.
Result<void> find_ending_exceptions(const std::string& policy_file, Day today, PushLog& log);

}  // namespace expgate::gate
