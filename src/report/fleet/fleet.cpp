#include "report/fleet/fleet.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace expgate::report {

namespace {

bool is_worse(const FleetRepository& one, const FleetRepository& other) {
  return std::tuple(other.errors, other.warnings, other.stored) <
         std::tuple(one.errors, one.warnings, one.stored);
}

bool is_larger(const FleetRepository& one, const FleetRepository& other) {
  return std::tuple(other.stored, other.errors) < std::tuple(one.stored, one.errors);
}

void add_rules_of(const FleetAudit& audit, Fleet& fleet) {
  for (const auto& [name, of_audit] : audit.rules) {
    if (fleet.rules.size() >= kMostFleetRules && fleet.rules.find(name) == fleet.rules.end()) {
      fleet.has_further_rules = true;
      continue;
    }
    FleetRule& rule = fleet.rules[name];
    add_up(rule.repositories, of_audit.repositories);
    add_up(rule.errors, of_audit.errors);
    add_up(rule.warnings, of_audit.warnings);
    add_up(rule.waived, of_audit.waived);
  }
}

}  // namespace

void add_up(std::uint64_t& sum, std::uint64_t number) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  sum = number > kMost - sum ? kMost : sum + number;
}

Verdict Fleet::verdict() const {
  if (unreadable + undecided > 0 || audits() == 0) return Verdict::undecided;
  return failed > 0 ? Verdict::fail : Verdict::pass;
}

std::vector<std::pair<std::string, FleetRule>> Fleet::sorted_rules() const {
  std::vector<std::pair<std::string, FleetRule>> sorted(rules.begin(), rules.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& other) {
    return std::tuple(other.second.errors, other.second.warnings, other.second.waived) <
           std::tuple(one.second.errors, one.second.warnings, one.second.waived);
  });
  return sorted;
}

void FleetSurvey::keep(std::vector<Row>& rows, const Row& row, Order order) const {
  rows.push_back(row);
  if (rows.size() < 2 * most_rows_) return;
  std::nth_element(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(most_rows_), rows.end(), order);
  rows.resize(most_rows_);
}

void FleetSurvey::add(const FleetAudit& audit) {
  const FleetRepository& repository = audit.repository;
  switch (repository.verdict) {
    case Verdict::pass:
      ++fleet_.passed;
      break;
    case Verdict::fail:
      ++fleet_.failed;
      break;
    case Verdict::undecided:
      ++fleet_.undecided;
      if (fleet_.undecided_ones.size() < most_rows_) fleet_.undecided_ones.push_back(repository);
      break;
  }
  add_up(fleet_.sum.commits, repository.commits);
  add_up(fleet_.sum.errors, repository.errors);
  add_up(fleet_.sum.warnings, repository.warnings);
  add_up(fleet_.sum.waived, repository.waived);
  add_up(fleet_.sum.stored, repository.stored);
  add_up(fleet_.sum.artifacts, repository.artifacts);
  for (std::size_t i = 0; i < kBulks; ++i) {
    add_up(fleet_.categories[i].objects, audit.categories[i].objects);
    add_up(fleet_.categories[i].size, audit.categories[i].size);
    add_up(fleet_.categories[i].stored, audit.categories[i].stored);
  }
  add_rules_of(audit, fleet_);
  const Row row{next_++, repository};
  // The number decides what is equal: the same audits give the same page.
  keep(worst_, row, [](const Row& one, const Row& other) {
    if (is_worse(one.repository, other.repository)) return true;
    return !is_worse(other.repository, one.repository) && one.number < other.number;
  });
  keep(largest_, row, [](const Row& one, const Row& other) {
    if (is_larger(one.repository, other.repository)) return true;
    return !is_larger(other.repository, one.repository) && one.number < other.number;
  });
}

void FleetSurvey::add_unreadable(UnreadableAudit audit) {
  ++fleet_.unreadable;
  if (fleet_.unreadable_ones.size() < most_rows_) fleet_.unreadable_ones.push_back(std::move(audit));
}

Fleet FleetSurvey::finish() {
  const auto cut = [this](std::vector<Row>& rows,
                          bool (*order)(const FleetRepository&, const FleetRepository&)) {
    std::sort(rows.begin(), rows.end(), [order](const Row& one, const Row& other) {
      if (order(one.repository, other.repository)) return true;
      return !order(other.repository, one.repository) && one.number < other.number;
    });
    if (rows.size() > most_rows_) rows.resize(most_rows_);
  };
  cut(worst_, is_worse);
  cut(largest_, is_larger);
  std::vector<Row> rows = std::move(worst_);
  rows.insert(rows.end(), largest_.begin(), largest_.end());
  std::sort(rows.begin(), rows.end(), [](const Row& one, const Row& other) {
    if (is_worse(one.repository, other.repository)) return true;
    return !is_worse(other.repository, one.repository) && one.number < other.number;
  });
  for (Row& row : rows)
    if (&row == rows.data() || row.number != (&row - 1)->number)
      fleet_.repositories.push_back(row.repository);
  return std::move(fleet_);
}

}  // namespace expgate::report
