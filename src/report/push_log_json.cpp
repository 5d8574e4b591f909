#include "report/push_log_json.h"

#include <cmath>

#include "report/json_text.h"

namespace expgate::report {

namespace {

Json pushes_of(const PushCounts& counts) {
  return {{"pushes", counts.all()},
          {"passed", counts.passed},
          {"rejected", counts.rejected},
          {"would_reject", counts.would_reject},
          {"undecided", counts.undecided},
          {"bypassed", counts.bypassed},
          {"let_in_undecided", counts.let_undecided}};
}

Json text_or_nothing(const std::string& text) {
  return text.empty() ? Json() : json_text(text);
}

Json days_of(const PushLog& log) {
  Json list = Json::array();
  for (const auto& [day, counts] : log.days) {
    Json one = {{"date", iso_date(day)}};
    one.update(pushes_of(counts));
    list.push_back(std::move(one));
  }
  return list;
}

Json groups_of(const PushGroups& groups, const char* kind) {
  const bool is_rule = std::string_view(kind) == "rule";
  Json list = Json::array();
  for (const PushGroup& group : groups.groups) {
    Json one = {{kind, text_or_nothing(group.name)}};
    one.update(pushes_of(group.pushes));
    one.update({{"error", group.errors}, {"warning", group.warnings}, {"waived", group.waived}});
    if (is_rule) one.update({{"users", group.users}, {"projects", group.projects}});
    list.push_back(std::move(one));
  }
  return {{"known", groups.known}, {"complete", groups.is_complete}, {"worst", std::move(list)}};
}

Json noted_of(const std::vector<NotedPush>& pushes, const char* why) {
  Json list = Json::array();
  for (const NotedPush& push : pushes) {
    Json one = {{"time", json_text(push.time)},
                {"project", text_or_nothing(push.project)},
                {"user", text_or_nothing(push.user)},
                {"ref", text_or_nothing(push.ref)},
                {"refs", push.refs},
                {why, json_text(push.reason)}};
    if (std::string_view(why) == "reason") one["rules"] = json_texts(push.rules);
    list.push_back(std::move(one));
  }
  return list;
}

Json waivers_of(const PushLog& log) {
  Json list = Json::array();
  for (const WaiverUse& use : log.waivers)
    list.push_back({{"by", json_text(use.by)},
                    {"reason", json_text(use.reason)},
                    {"findings", use.findings},
                    {"last", json_text(use.last)}});
  return list;
}

Json ending_of(const PushLog& log) {
  if (!log.ending) return {};
  Json list = Json::array();
  for (const EndingException& each : *log.ending)
    list.push_back({{"at", json_text(each.at)},
                    {"rule", json_text(each.rule)},
                    {"reason", json_text(each.reason)},
                    {"expires", json_text(each.expires)},
                    {"used", each.used}});
  return list;
}

double tenths(double milliseconds) {
  constexpr double kTenth = 10;
  return std::round(milliseconds * kTenth) / kTenth;
}

Json times_of(const PushTimes& times) {
  if (times.count == 0) return {};
  return {{"pushes", times.count},    {"sum", tenths(times.sum)}, {"p50", tenths(times.median)},
          {"p95", tenths(times.p95)}, {"p99", tenths(times.p99)}, {"max", tenths(times.longest)}};
}

}  // namespace

std::string push_log_json(const PushLog& log) {
  const Json whole = {{"schema", "expgate-log/1"},
                      {"since", text_or_nothing(log.since)},
                      {"first", text_or_nothing(log.first)},
                      {"last", text_or_nothing(log.last)},
                      {"lines",
                       {{"read", log.lines.read},
                        {"damaged", log.lines.damaged},
                        {"unknown_schema", log.lines.unknown_schema},
                        {"before_since", log.lines.before},
                        {"trials", log.trials}}},
                      {"pushes", pushes_of(log.pushes)},
                      {"days", days_of(log)},
                      {"rules", groups_of(log.rules, "rule")},
                      {"projects", groups_of(log.projects, "project")},
                      {"users", groups_of(log.users, "user")},
                      {"bypasses", noted_of(log.bypasses, "reason")},
                      {"undecided", noted_of(log.undecided, "error")},
                      {"waivers", waivers_of(log)},
                      {"elapsed_ms", times_of(log.times)},
                      {"ending_exceptions", ending_of(log)}};
  return whole.dump(2) + "\n";
}

}  // namespace expgate::report
