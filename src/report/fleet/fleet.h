#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "model/report.h"

// Many audits as one: plain data, and the sums of it.
namespace expgate::report {

// Adds the number to the sum. A file may hold any number: a sum stops at the largest that there is.
void add_up(std::uint64_t& sum, std::uint64_t number);

// One repository, as its audit (JSON, docs/reports.md) tells of it. Texts are as they stand there: anybody
// can have written them.
struct FleetRepository {
  std::string name;
  std::string file;  // that the audit was read from
  Verdict verdict = Verdict::undecided;
  std::uint64_t commits = 0;
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t waived = 0;
  std::uint64_t stored = 0;     // bytes on disk
  std::uint64_t artifacts = 0;  // of them in weights, data, logs and archives
  std::string last;             // the day of its last commit: "2026-01-31"
  std::string problem;          // why it is undecided
};

// What was found of one rule.
struct FleetRule {
  std::uint64_t repositories = 0;  // that have an error or a warning
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t waived = 0;
};

using FleetRules = std::map<std::string, FleetRule, std::less<>>;

// One audit.
struct FleetAudit {
  FleetRepository repository;
  std::array<CategorySum, kBulks> categories;
  FleetRules rules;
};

// A file that is no audit that could be read whole.
struct UnreadableAudit {
  std::string file;
  Text why;
};

// All audits. Whatever their number, it takes a bounded amount of memory: everything is counted, but not
// everything is listed.
struct Fleet {
  FleetRepository sum;  // of all that could be read; without names
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t undecided = 0;
  std::uint64_t unreadable = 0;
  std::array<CategorySum, kBulks> categories;
  FleetRules rules;
  bool has_further_rules = false;             // than are listed
  std::vector<FleetRepository> repositories;  // those with most findings and the largest; the worst first
  std::vector<FleetRepository> undecided_ones;
  std::vector<UnreadableAudit> unreadable_ones;

  [[nodiscard]] std::uint64_t audits() const { return passed + failed + undecided; }
  [[nodiscard]] Verdict verdict() const;  // undecided if anything is not known
  [[nodiscard]] std::vector<std::pair<std::string, FleetRule>> sorted_rules() const;  // the most errors first
};

inline constexpr std::size_t kMostFleetRows = 1000;   // of each list
inline constexpr std::size_t kMostFleetRules = 1000;  // of an audit, and of all of them

// Adds audits up, one after the other.
class FleetSurvey {
 public:
  explicit FleetSurvey(std::size_t most_rows = kMostFleetRows) : most_rows_(most_rows) {}

  void add(const FleetAudit& audit);
  void add_unreadable(UnreadableAudit audit);
  Fleet finish();

 private:
  struct Row {
    std::uint64_t number = 0;
    FleetRepository repository;
  };
  using Order = bool (*)(const Row&, const Row&);
  void keep(std::vector<Row>& rows, const Row& row, Order order) const;

  std::size_t most_rows_;
  std::uint64_t next_ = 0;
  std::vector<Row> worst_;
  std::vector<Row> largest_;
  Fleet fleet_;
};

}  // namespace expgate::report
