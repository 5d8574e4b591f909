#include "report/json_survey.h"

#include "report/json_text.h"

namespace expgate::report {

namespace {

Json bulks_of(const Survey& survey) {
  Json list = Json::array();
  for (std::size_t i = 0; i < kBulks; ++i)
    list.push_back({{"category", kCategoryNames[i]},
                    {"objects", survey.categories[i].objects},
                    {"bytes", survey.categories[i].size},
                    {"bytes_on_disk", survey.categories[i].stored}});
  return list;
}

Json heavy_of(const LargeObject& large_object) {
  Json commits = Json::array();
  for (const LargeObject::Bringer& each : large_object.commits)
    commits.push_back({{"commit", each.commit.hex()}, {"date", iso_date(each.day)}});
  return {{"object", large_object.oid.hex()},
          {"path", json_text(large_object.paths.front())},
          {"paths", json_texts(large_object.paths)},
          {"category", name_of(large_object.category)},
          {"bytes", large_object.size},
          {"bytes_on_disk", large_object.stored},
          {"commits", std::move(commits)},
          {"further_commits", large_object.further_commits},
          {"at_tip", large_object.is_at_tip()},
          {"tips", json_texts(large_object.tips)},
          {"further_tips", large_object.further_tips}};
}

Json rules_of(const Survey& survey) {
  Json list = Json::array();
  for (const RuleSum& sum : survey.rules)
    list.push_back({{"rule", sum.rule},
                    {"error", sum.errors},
                    {"warning", sum.warnings},
                    {"waived", sum.waived},
                    {"first", sum.days.empty() ? Json() : Json(iso_date(sum.days.begin()->first))},
                    {"last", sum.days.empty() ? Json() : Json(iso_date(sum.days.rbegin()->first))}});
  return list;
}

Json baseline_of(const std::optional<BaselineUse>& use) {
  if (!use) return {};
  return {{"file", json_text(use->file)},
          {"waived", use->waived},
          {"stale", json_texts(use->stale)},
          {"done", use->done.empty() ? Json() : Json(use->done)}};
}

}  // namespace

Json survey_as_json(const Survey& survey) {
  Json worst = Json::array();
  for (const LargeObject& large_object : survey.worst) worst.push_back(heavy_of(large_object));
  return {{"repository", json_text(survey.repository)},
          {"revisions", json_texts(survey.revisions)},
          {"first", iso_date(survey.first_day)},
          {"last", iso_date(survey.last_day)},
          {"categories", bulks_of(survey)},
          {"worst", std::move(worst)},
          {"secrets", json_texts(survey.secrets)},
          {"rules", rules_of(survey)},
          {"baseline", baseline_of(survey.baseline)}};
}

}  // namespace expgate::report
