#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "report/push_log_html.h"
#include "report/push_log_json.h"
#include "report/push_log_metrics.h"
#include "report/push_log_text.h"
#include "text/utf8.h"

namespace expgate::test {
namespace {

using report::PushLogKind;

constexpr const char* kHostile = "</script><script>alert(1)</script>\x1B[2J\xFF\"\\\n";

PushLog hostile_log() {
  PushLog log;
  log.first = log.last = "2026-11-02T09:05:00.123Z";
  log.pushes.passed = 1;
  log.pushes.bypassed = 1;
  log.pushes.undecided = 1;
  log.days[20'759] = log.pushes;
  PushGroup group;
  group.name = kHostile;
  group.pushes = log.pushes;
  log.rules = log.projects = log.users = {{group}, 1, true};
  log.bypasses = log.undecided = {{log.first, kHostile, kHostile, kHostile, 1, kHostile, {kHostile}}};
  log.waivers = {{kHostile, kHostile, 1, log.first}};
  log.ending = {{kHostile, kHostile, kHostile, "2026-11-20", 1}};
  log.times = {2, 10, 4, 6, 6, 6};
  return log;
}

TEST(PushLogText, EscapesWhatATerminalWouldActOn) {
  const std::string text = report::push_log_text(hostile_log(), PushLogKind::all, 96);
  EXPECT_EQ(text.find('\x1B'), std::string::npos);
  EXPECT_EQ(text.find('\xFF'), std::string::npos);
  EXPECT_NE(text.find("median 4.0 ms"), std::string::npos) << text;
}

TEST(PushLogText, BreaksItsSentencesInANarrowTerminal) {
  constexpr std::size_t kNarrow = 40;
  PushLog log = hostile_log();
  log.rules = {};
  log.ending = {{"`policy.yaml`:12", "artifact-path", "the corpus moves to the store in spring, and no later",
                 "2026-11-20", 1}};
  log.lines.damaged = 3;
  const std::string text = report::push_log_text(log, PushLogKind::rules, kNarrow);
  for (const std::string_view line : lines(text)) EXPECT_LE(text::width(line), kNarrow) << line;
  EXPECT_NE(text.find("\n    "), std::string::npos) << "what goes on is indented: " << text;
  EXPECT_NE(report::push_log_text(log, PushLogKind::rules, 0)
                .find("3 lines are cut off or damaged and were not counted"),
            std::string::npos)
      << "in one line where nobody has a terminal";
}

TEST(PushLogHtml, ShowsNamesAsTheyAre) {
  const std::string page = report::push_log_html(hostile_log(), PushLogKind::all, "1.0");
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert"), std::string::npos);
  EXPECT_EQ(page.find("{{"), std::string::npos) << "every place is filled";
  EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(PushLogJson, IsValidWhateverTheNames) {
  const auto json = nlohmann::json::parse(report::push_log_json(hostile_log()));
  EXPECT_EQ(json["schema"], "expgate-log/1");
  EXPECT_EQ(json["pushes"]["pushes"], 2);
  EXPECT_EQ(json["days"][0]["date"], "2026-11-02");
  EXPECT_EQ(json["elapsed_ms"]["p50"], 4);
  EXPECT_EQ(json["ending_exceptions"][0]["expires"], "2026-11-20");
  EXPECT_TRUE(nlohmann::json::parse(report::push_log_json({}))["ending_exceptions"].is_null());
}

TEST(PushLogMetrics, EscapesLabelsAndConvertsTimes) {
  PushLog log = hostile_log();
  log.rules.groups[0].name = "a\"b\\c\nd";
  const std::string text = report::push_log_metrics(log, PushLogKind::rules);
  EXPECT_NE(text.find("rule=\"a\\\"b\\\\c\\nd\""), std::string::npos) << text;
  EXPECT_NE(text.find("expgate_push_duration_seconds{quantile=\"0.5\"} 0.004\n"), std::string::npos);
  EXPECT_NE(text.find("expgate_push_duration_seconds_count 2\n"), std::string::npos);
  EXPECT_NE(text.find("expgate_last_push_timestamp_seconds 1793610300\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("expgate_project_pushes_total"), std::string::npos) << "only if asked for";
  EXPECT_NE(report::push_log_metrics(log, PushLogKind::users).find("expgate_user_pushes_total"),
            std::string::npos);
}

}  // namespace
}  // namespace expgate::test
