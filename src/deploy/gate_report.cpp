#include "deploy/gate_report.h"

#include <set>

#include <nlohmann/json.hpp>

#include "base/files.h"

namespace expgate::deploy {

namespace {

using Json = nlohmann::json;

std::string string_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_error(const Json& finding) {
  return finding.is_object() && string_of(finding, "severity") == "error" && !finding.contains("waived");
}

}  // namespace

std::optional<GateReport> read_gate_report(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return std::nullopt;
  const Json json = Json::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  GateReport report;
  const std::string verdict = string_of(json, "verdict");
  for (const Verdict known : {Verdict::pass, Verdict::fail})
    if (verdict == name_of(known)) report.verdict = known;
  std::set<std::string> rules;
  if (const auto findings = json.find("findings"); findings != json.end() && findings->is_array())
    for (const Json& finding : *findings)
      if (is_error(finding)) rules.insert(string_of(finding, "rule"));
  report.rules.assign(rules.begin(), rules.end());
  return report;
}

}  // namespace expgate::deploy
