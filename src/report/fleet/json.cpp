#include "catalogue/catalogue.h"
#include "report/fleet/outline.h"
#include "report/json_text.h"

namespace expgate::report {

namespace {

Json fleet_categories(const Fleet& fleet) {
  Json list = Json::array();
  for (std::size_t i = 0; i < kBulks; ++i)
    list.push_back({{"category", kCategoryNames[i]},
                    {"objects", fleet.categories[i].objects},
                    {"bytes", fleet.categories[i].size},
                    {"bytes_on_disk", fleet.categories[i].stored}});
  return list;
}

Json fleet_repository(const FleetRepository& each) {
  return {{"repository", json_text(each.name)},
          {"file", json_text(each.file)},
          {"verdict", expgate::name_of(each.verdict)},
          {"error", each.errors},
          {"warning", each.warnings},
          {"waived", each.waived},
          {"bytes_on_disk", each.stored},
          {"artifact_bytes_on_disk", each.artifacts},
          {"commits", each.commits},
          {"last", each.last.empty() ? Json() : json_text(each.last)},
          {"problem", each.problem.empty() ? Json() : json_text(each.problem)}};
}

Json fleet_repositories_of(const std::vector<FleetRepository>& repositories) {
  Json list = Json::array();
  for (const FleetRepository& each : repositories) list.push_back(fleet_repository(each));
  return list;
}

}  // namespace

std::string fleet_json(const Fleet& fleet, std::string_view version) {
  Json rules = Json::array();
  for (const auto& [name, rule] : fleet.sorted_rules())
    rules.push_back({{"rule", json_text(name)},
                     {"repositories", rule.repositories},
                     {"error", rule.errors},
                     {"warning", rule.warnings},
                     {"waived", rule.waived}});
  Json unreadable = Json::array();
  for (const UnreadableAudit& each : fleet.unreadable_ones)
    unreadable.push_back(
        {{"file", json_text(each.file)}, {"message", json_text(catalogue::render(each.why))}});
  const Json all = {{"schema", "expgate-fleet/1"},
                    {"tool", {{"name", "expgate"}, {"version", version}}},
                    {"verdict", expgate::name_of(fleet.verdict())},
                    {"counts",
                     {{"audits", fleet.audits()},
                      {"pass", fleet.passed},
                      {"fail", fleet.failed},
                      {"undecided", fleet.undecided},
                      {"unreadable", fleet.unreadable},
                      {"commits", fleet.sum.commits},
                      {"error", fleet.sum.errors},
                      {"warning", fleet.sum.warnings},
                      {"waived", fleet.sum.waived},
                      {"bytes_on_disk", fleet.sum.stored},
                      {"artifact_bytes_on_disk", fleet.sum.artifacts}}},
                    {"categories", fleet_categories(fleet)},
                    {"rules", std::move(rules)},
                    {"repositories", fleet_repositories_of(fleet.repositories)},
                    {"undecided", fleet_repositories_of(fleet.undecided_ones)},
                    {"unreadable", std::move(unreadable)}};
  return all.dump(2) + "\n";
}

}  // namespace expgate::report
