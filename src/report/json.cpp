#include "report/json.h"

#include <cmath>
#include <utility>

#include "catalogue/catalogue.h"
#include "report/json_survey.h"
#include "report/json_text.h"
#include "report/phrases.h"

namespace expgate::report {

namespace {

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : json_text(text);
}

Json oid_or_null(const std::optional<Oid>& oid) {
  return oid ? Json(oid->hex()) : Json();
}

// An argument as a program wants it: sizes in bytes, texts within texts in words.
Json value_of(const Value& value) {
  struct Visitor {
    Json operator()(const std::string& text) const { return json_text(text); }
    Json operator()(const Bytes& size) const { return size.count; }
    Json operator()(const LocalFile& file) const { return json_text(file.path); }
    Json operator()(const std::vector<Text>& texts) const {
      if (texts.size() == 1) return json_text(english(texts.front()));
      Json list = Json::array();
      for (const Text& text : texts) list.push_back(json_text(english(text)));
      return list;
    }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(std::uint64_t number) const { return number; }
    Json operator()(double number) const { return number; }
  };
  return std::visit(Visitor{}, value);
}

Json arguments_of(const Arguments& arguments) {
  Json all = Json::object();
  for (const Argument& each : arguments) all[std::string(each.name)] = value_of(each.value);
  return all;
}

std::string_view kind_of(const Remedy& remedy) {
  if (remedy.kind == Remedy::Kind::message) return "message";
  if (!remedy.edits.empty()) return "edit";
  return remedy.commands.empty() ? "manual" : "commands";
}

Json edit_of(const Edit& edit) {
  return {{"path", json_text(edit.path)},
          {"line", edit.line > 0 ? Json(edit.line) : Json()},
          {"old", text_or_null(edit.old)},
          {"new", json_text(edit.replacement)}};
}

Json remedy_of(const Finding& finding) {
  Json commands = Json::array();
  for (const Command& command : finding.remedy.commands) commands.push_back(json_texts(command));
  Json edits = Json::array();
  for (const Edit& edit : finding.remedy.edits) edits.push_back(edit_of(edit));
  return {{"kind", kind_of(finding.remedy)},
          {"commands", std::move(commands)},
          {"edits", std::move(edits)},
          {"header", text_or_null(finding.remedy.header)},
          {"text", text_or_null(help_of(finding))}};
}

Json finding_of(const Finding& finding) {
  Json all = {{"rule", json_text(finding.rule)},
              {"check", json_text(finding.check)},
              {"severity", finding.severity == Severity::error ? "error" : "warning"},
              {"reason", finding.reason->name},
              {"arguments", arguments_of(finding.arguments)},
              {"message", json_text(catalogue::render(finding.message()))},
              {"help", text_or_null(help_on_one_line(finding))},
              {"ref", finding.refs.empty() ? Json() : json_text(finding.refs.front())},
              {"refs", json_texts(finding.refs)},
              {"commit", oid_or_null(finding.commit)},
              {"path", finding.path ? json_text(*finding.path) : Json()},
              {"line", finding.line ? Json(*finding.line) : Json()},
              {"object", oid_or_null(finding.object)},
              {"policy", text_or_null(finding.policy)},
              {"remedy", remedy_of(finding)}};
  if (finding.waived.empty()) return all;  // the keys of the schema's first form are all that it has
  all["waived"] = json_text(finding.waived);
  all["waived_by"] = json_text(catalogue::render(finding.waived_by));
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
  for (const char c : finding_of(finding).dump(2)) {
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
