#include "report/json.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "report/json_survey.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

using Json = nlohmann::ordered_json;  // keys in the order of docs/reports.md

Json text_of(const std::string& text) {
  return text::with_escaped_bytes(text);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : text_of(text);
}

Json oid_or_null(const std::optional<Oid>& oid) {
  return oid ? Json(oid->hex()) : Json();
}

Json texts_of(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(text_of(text));
  return list;
}

Json finding_of(const Finding& finding) {
  Json all = {{"rule", text_of(finding.rule)},
              {"check", text_of(finding.check)},
              {"severity", finding.severity == Severity::error ? "error" : "warning"},
              {"message", text_of(finding.message)},
              {"help", text_or_null(help_on_one_line(finding.help))},
              {"ref", finding.refs.empty() ? Json() : text_of(finding.refs.front())},
              {"refs", texts_of(finding.refs)},
              {"commit", oid_or_null(finding.commit)},
              {"path", finding.path ? text_of(*finding.path) : Json()},
              {"line", finding.line ? Json(*finding.line) : Json()},
              {"object", oid_or_null(finding.object)},
              {"policy", text_or_null(finding.policy)}};
  if (finding.waived.empty()) return all;  // the keys of the schema's first form are all that it has
  all["waived"] = text_of(finding.waived);
  all["waived_by"] = text_of(finding.waived_by);
  return all;
}

Json counts_of(const Report& report) {
  return {{"refs", report.counts.refs},
          {"commits", report.counts.commits},
          {"files", report.counts.files},
          {"objects", report.counts.objects},
          {"error", report.count(Severity::error)},
          {"warning", report.count(Severity::warn)},
          {"waived", report.counts.waived}};
}

Json error_of(const std::optional<Error>& error) {
  if (!error) return {};
  return {{"message", text_of(error->message)}, {"help", text_or_null(error->help)}};
}

}  // namespace

std::string json(const Report& report, std::string_view version) {
  Json findings = Json::array();
  for (const Finding& finding : report.findings) findings.push_back(finding_of(finding));
  for (const Finding& finding : report.waived) findings.push_back(finding_of(finding));
  Json whole = {
      {"schema", "expgate-report/1"},          {"tool", {{"name", "expgate"}, {"version", version}}},
      {"mode", expgate::name_of(report.mode)}, {"verdict", expgate::name_of(report.verdict())},
      {"counts", counts_of(report)},           {"elapsed_ms", std::round(report.elapsed_ms * 10) / 10},
      {"findings", std::move(findings)},       {"notes", texts_of(report.notes)},
      {"error", error_of(report.error)}};
  if (report.survey) whole["audit"] = survey_as_json(*report.survey);
  return whole.dump(2) + "\n";
}

}  // namespace expgate::report
