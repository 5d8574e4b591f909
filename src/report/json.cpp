#include "report/json.h"

#include <cmath>
#include <utility>

#include "catalogue/catalogue.h"
#include "report/json_finding.h"
#include "report/json_survey.h"
#include "report/json_text.h"
#include "report/phrases.h"

namespace expgate::report {

namespace {

Json counts_of(const Report& report) {
  return {{"refs", report.counts.refs},
          {"commits", report.counts.commits},
          {"files", report.counts.files},
          {"objects", report.counts.objects},
          {"error", report.count(Severity::error)},
          {"warning", report.count(Severity::warn)},
          {"waived", report.counts.waived}};
}

Json notes_of(const std::vector<Text>& notes) {
  Json list = Json::array();
  for (const Text& note : notes) list.push_back(json_text(catalogue::render(note)));
  return list;
}

Json error_of(const std::optional<Error>& error) {
  if (!error) return {};
  return {{"message", json_text(catalogue::render(error->message))},
          {"help", text_or_null(catalogue::render(error->help))}};
}

// What stands between the braces of the object.
std::string members_of(const Json& object) {
  const std::string text = object.dump(2);
  return text.substr(2, text.size() - 4);
}

// Adds the finding to a list two levels deep. Findings are written one at a time: a push may have 5,000, and
// all of them as a tree take more memory than the rest of a hook.
void add_finding(std::string& out, bool is_first, const Finding& finding) {
  out += is_first ? "\n    " : ",\n    ";
  for (const char c : finding_as_json(finding).dump(2)) {
    out += c;
    if (c == '\n') out += "    ";
  }
}

}  // namespace

std::string json(const Report& report, std::string_view version) {
  const Json head = {{"schema", "expgate-report/1"},
                     {"tool", {{"name", "expgate"}, {"version", version}}},
                     {"mode", expgate::name_of(report.mode)},
                     {"verdict", expgate::name_of(report.verdict())},
                     {"enforced", !report.warn_only},
                     {"counts", counts_of(report)},
                     {"elapsed_ms", std::round(report.elapsed_ms * 10) / 10}};
  Json tail = {{"notes", notes_of(report.notes)}, {"error", error_of(report.error)}};
  if (report.survey) tail["audit"] = survey_as_json(*report.survey);
  std::string out = "{\n" + members_of(head) + ",\n  \"findings\": [";
  bool is_first = true;
  for (const std::vector<Finding>* list : {&report.findings, &report.waived})
    for (const Finding& finding : *list) add_finding(out, std::exchange(is_first, false), finding);
  out += is_first ? "],\n" : "\n  ],\n";
  return out += members_of(tail) + "\n}\n";
}

}  // namespace expgate::report
