#include "report/sarif.h"

#include <algorithm>

#include "base/ascii.h"
#include "catalogue/catalogue.h"
#include "report/entries.h"
#include "report/json_text.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

constexpr std::string_view kUndecided = "could-not-decide";

// A text for people. "[a](b)" would be a link in it (SARIF section 3.11.6), and none of ours is meant as one.
Json message(std::string text) {
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 2))
    text.insert(at + 1, " ");
  return {{"text", std::move(text)}};
}

// A path from the root of the repository as a relative URI: all but what RFC 3986 lets stand as %XX, so that
// any byte survives.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kPlain = "-._~/";
  std::string uri;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = is_letter_or_digit(c) || kPlain.find(c) != std::string_view::npos;
    if (is_plain)
      uri += c;
    else
      (uri += '%').append({kDigits[byte >> 4], kDigits[byte & 15]});
  }
  return uri;
}

Json rule_of(const Declaration& rule) {
  return {{"id", rule.id},
          {"shortDescription", message(shown(rule.summary))},
          {"fullDescription", message(shown(tr("{summary} Why: {why}.",
                                               {{"summary", Text(rule.summary)}, {"why", Text(rule.why)}})))},
          {"help", message(catalogue::render(
                       tr("{mend}\n\nRejected:\n{bad}\n\nAccepted:\n{good}",
                          {{"mend", Text(rule.mend)}, {"bad", Text(rule.bad)}, {"good", Text(rule.good)}})))},
          {"properties", {{"scope", expgate::name_of(rule.scope)}}}};
}

// Where code scanning shows the finding: it takes no result without a file and a line. A message is no file,
// and neither is a ref: both get a name that says so.
std::string uri_of(const Finding& finding) {
  if (finding.path) return uri_of(*finding.path);
  if (finding.scope == Scope::commit) return "commit-message";
  return finding.refs.empty() ? "push" : uri_of(finding.refs.front());
}

Json location(const std::string& uri, int line, const std::string& place) {
  Json whole = {{"physicalLocation",
                 {{"artifactLocation", {{"uri", uri}, {"uriBaseId", "%SRCROOT%"}}},
                  {"region", {{"startLine", std::max(line, 1)}}}}}};
  if (!place.empty()) whole["message"] = message(place);
  return whole;
}

// What SARIF has no place for.
Json properties_of(const Finding& finding) {
  Json all = {{"check", text::printable(finding.check)}, {"policy", text::printable(finding.policy)}};
  if (finding.commit) all["commit"] = finding.commit->hex();
  if (finding.object) all["object"] = finding.object->hex();
  all["refs"] = Json::array();
  for (const std::string& ref : finding.refs) all["refs"].push_back(text::printable(ref));
  return all;
}

Json suppression_of(const Finding& finding) {
  return {{"kind", "external"},
          {"status", "accepted"},
          {"justification", text::printable(finding.waived) + ", " + shown(finding.waived_by)}};
}

Json result_of(const ReportEntry& each) {
  const Finding& finding = *each.finding;
  std::string text = each.message;
  if (const std::string help = help_on_one_line(finding); !help.empty())
    text += "\n" + shown(tr("Help: {help}", {{"help", help}}));
  Json result = {
      {"ruleId", text::printable(finding.rule)},
      {"level", each.standing == Standing::error ? "error" : "warning"},
      {"message", message(std::move(text))},
      {"locations", Json::array({location(uri_of(finding), finding.line.value_or(1), each.place)})},
      // The name by which code scanning knows an alert again.
      {"partialFingerprints",
       {{"primaryLocationLineHash", each.fingerprint}, {"expgateFinding/v1", each.fingerprint}}},
      {"properties", properties_of(finding)}};
  if (each.standing == Standing::waived) result["suppressions"] = Json::array({suppression_of(finding)});
  return result;
}

// A run without results would look like a pass to who reads results alone.
Json undecided_result(const Report& report) {
  return {{"ruleId", kUndecided},
          {"level", "error"},
          {"message", message("expgate " + headline(report))},
          {"locations", Json::array({location(".expgate.yaml", 1, "")})},
          {"partialFingerprints", {{"primaryLocationLineHash", kUndecided}}}};
}

Json rules_of(std::span<const Declaration* const> rules) {
  Json all = Json::array();
  for (const Declaration* rule : rules) all.push_back(rule_of(*rule));
  all.push_back({{"id", kUndecided},
                 {"shortDescription", message(shown(tr("expgate could not decide, so nothing passes.")))}});
  return all;
}

Json notification(std::string_view level, std::string text) {
  return {{"level", level}, {"message", message(std::move(text))}};
}

Json invocation_of(const Report& report) {
  Json notifications = Json::array();
  if (report.error) {
    std::string what = headline(report);
    if (!report.error->help.empty()) what += "\n" + shown(tr("Help: {help}", {{"help", report.error->help}}));
    notifications.push_back(notification("error", std::move(what)));
  }
  for (const Text& note : report.notes) notifications.push_back(notification("note", shown(note)));
  return {{"executionSuccessful", !report.error},
          {"exitCode", exit_code(report)},
          {"toolExecutionNotifications", std::move(notifications)}};
}

}  // namespace

std::string sarif(const Report& report, std::string_view version, std::span<const Declaration* const> rules) {
  Json results = Json::array();
  if (report.error) results.push_back(undecided_result(report));
  for (const ReportEntry& each : entries_of(report)) results.push_back(result_of(each));
  const Json driver = {{"name", "expgate"}, {"version", version}, {"rules", rules_of(rules)}};
  const Json run = {{"tool", {{"driver", driver}}},
                    {"invocations", Json::array({invocation_of(report)})},
                    {"results", std::move(results)},
                    {"properties",
                     {{"mode", expgate::name_of(report.mode)},
                      {"verdict", expgate::name_of(report.verdict())},
                      {"headline", headline(report)}}}};
  const Json log = {
      {"$schema",
       "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs", Json::array({run})}};
  return log.dump(2) + "\n";
}

}  // namespace expgate::report
