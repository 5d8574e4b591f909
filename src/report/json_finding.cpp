#include "report/json_finding.h"

#include <utility>

#include "catalogue/catalogue.h"
#include "report/phrases.h"

namespace expgate::report {

namespace {

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

}  // namespace

Json finding_as_json(const Finding& finding) {
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

}  // namespace expgate::report
