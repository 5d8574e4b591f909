#include "gate/log_summary.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "gate/audit_log.h"
#include "report/sample.h"

namespace expgate::test {
namespace {

// A line as audit_line() writes it, at that time.
std::string line_at(const std::string& time, const Report& report, const std::string& user = "ada",
                    const std::string& project = "vision/vit") {
  ChangeSet changes;
  changes.updates.push_back({"refs/heads/exp/vit", Oid{}, *Oid::parse(std::string(40, '1'))});
  changes.context.user = user;
  changes.context.project = project;
  std::string line = gate::audit_line(report, changes, {});
  const std::size_t at = line.find("\"time\":\"") + 8;
  return line.replace(at, line.find('"', at) - at, time).substr(0, line.size() - 1);
}

Report warned(std::vector<Finding> findings) {
  Report report = report_of(Mode::pre_receive, std::move(findings));
  report.warn_only = true;
  return report;
}

constexpr const char* kMonday = "2026-11-02T09:05:00.123Z";
constexpr const char* kTuesday = "2026-11-03T09:05:00.123Z";

PushLog sum_of(const std::vector<std::string>& lines, const std::string& since = "") {
  gate::LogSummary summary(since);
  for (const std::string& line : lines) summary.add_line(line, false);
  return summary.take();
}

TEST(LogSummary, TellsWhatWarnModeLetsIn) {
  const PushLog log = sum_of({line_at(kMonday, warned({checkpoint_finding()}), "ada"),
                              line_at(kTuesday, warned({checkpoint_finding()}), "bob"),
                              line_at(kTuesday, warned({bare_finding(Severity::warn)})),
                              line_at(kTuesday, report_of(Mode::pre_receive, {checkpoint_finding()})),
                              line_at(kTuesday, report_of(Mode::pre_receive, {}))});
  EXPECT_EQ(log.pushes.all(), 5U);
  EXPECT_EQ(log.pushes.would_reject, 2U);
  EXPECT_EQ(log.pushes.rejected, 1U);
  EXPECT_EQ(log.pushes.passed, 2U) << "a warning alone rejects nothing";
  EXPECT_EQ(log.days.size(), 2U);
  EXPECT_EQ(log.days.begin()->second.would_reject, 1U);
  ASSERT_FALSE(log.rules.groups.empty());
  const PushGroup& worst = log.rules.groups.front();
  EXPECT_EQ(worst.name, "max-file-size");
  EXPECT_EQ(worst.pushes.would_reject, 2U);
  EXPECT_EQ(worst.pushes.rejected, 1U);
  EXPECT_EQ(worst.users, 2U) << "ada twice, bob once";
  EXPECT_EQ(worst.projects, 1U);
  EXPECT_EQ(worst.errors, 3U);
  EXPECT_EQ(log.users.groups.front().name, "ada");
  EXPECT_EQ(log.users.groups.front().pushes.blocked(), 2U);
  EXPECT_EQ(log.first, kMonday);
  EXPECT_EQ(log.last, kTuesday);
}

TEST(LogSummary, ARuleThatOnlyWarnsInARejectedPushIsNotBlamedForIt) {
  const PushLog log = sum_of(
      {line_at(kMonday, report_of(Mode::pre_receive, {checkpoint_finding(), bare_finding(Severity::warn)}))});
  ASSERT_EQ(log.rules.groups.size(), 2U);
  EXPECT_EQ(log.rules.groups[1].pushes.blocked(), 0U);
  EXPECT_EQ(log.rules.groups[1].warnings, 1U);
  EXPECT_EQ(log.rules.groups[1].users, 0U);
}

TEST(LogSummary, AWarningThatWillBeAnErrorWouldReject) {
  std::string line = line_at(kMonday, report_of(Mode::pre_receive, {bare_finding(Severity::warn)}));
  const std::string severity = "\"severity\":\"warning\"";
  line.insert(line.find(severity), "\"enforce_from\":\"2027-01-31\",");
  const PushLog log = sum_of({line});
  EXPECT_EQ(log.pushes.would_reject, 1U);
  EXPECT_EQ(log.rules.groups.front().pushes.would_reject, 1U);
}

TEST(LogSummary, KeepsBypassesWithTheirReasonsAndUndecidedPushesWithTheirRefs) {
  Report bypassed = report_of(Mode::pre_receive, {});
  Finding waived = checkpoint_finding();
  waived.waived = "demo on Monday";
  waived.waived_by = verbatim("bypass by `ada`");
  bypassed.waived = {waived};
  bypassed.bypass = "demo on Monday";
  Report undecided = report_of(Mode::pre_receive, {});
  undecided.error = Error{verbatim("object missing"), {}};
  Report in_vain = bypassed;  // another error is left
  in_vain.findings = {checkpoint_finding()};
  const PushLog log =
      sum_of({line_at(kMonday, bypassed), line_at(kMonday, in_vain), line_at(kTuesday, undecided)});
  ASSERT_EQ(log.bypasses.size(), 1U);
  EXPECT_EQ(log.bypasses[0].reason, "demo on Monday");
  EXPECT_EQ(log.bypasses[0].rules, std::vector<std::string>{"max-file-size"});
  EXPECT_EQ(log.pushes.bypassed, 1U);
  EXPECT_EQ(log.pushes.passed, 1U);
  ASSERT_EQ(log.waivers.size(), 1U);
  EXPECT_EQ(log.waivers[0].findings, 2U) << "what it waived in a push that was rejected counts here";
  ASSERT_EQ(log.undecided.size(), 1U);
  EXPECT_EQ(log.undecided[0].ref, "refs/heads/exp/vit");
  EXPECT_EQ(log.undecided[0].reason, "object missing");
}

TEST(LogSummary, CountsLinesThatItCannotUse) {
  const std::string whole = line_at(kMonday, report_of(Mode::pre_receive, {}));
  std::string later = whole;
  later.replace(later.find("audit/1"), 7, "audit/2");
  std::string no_day = whole;
  no_day.replace(no_day.find("2026-11-02"), 10, "2026-11-32");
  const PushLog log = sum_of({whole, whole.substr(0, whole.size() / 2), later, no_day, "[1]", "7", "", "  ",
                              "{\"schema\":\"expgate-audit/1\"}", line_at(kMonday, {}, "expgate-doctor")});
  EXPECT_EQ(log.lines.read, 8U) << "blank lines are none";
  EXPECT_EQ(log.lines.damaged, 5U);
  EXPECT_EQ(log.lines.unknown_schema, 1U);
  EXPECT_EQ(log.trials, 1U);
  EXPECT_EQ(log.pushes.all(), 1U);
}

TEST(LogSummary, LeavesOutWhatIsBeforeADay) {
  const Report report = report_of(Mode::pre_receive, {});
  const PushLog log = sum_of({line_at(kMonday, report), line_at(kTuesday, report)}, "2026-11-03");
  EXPECT_EQ(log.pushes.all(), 1U);
  EXPECT_EQ(log.lines.before, 1U);
  constexpr Day kToday = 20'000;
  EXPECT_EQ(*gate::first_day("2026-11-03", kToday), "2026-11-03");
  EXPECT_EQ(*gate::first_day("30d", kToday), iso_date(kToday - 30));
  for (const char* wrong : {"yesterday", "2026-13-01", "2026-1-1", "d", "-3d", "30", "99999999999999999999d"})
    EXPECT_FALSE(gate::first_day(wrong, kToday)) << wrong;
}

TEST(LogSummary, IsBoundedHoweverManyNamesThereAre) {
  gate::GroupTable table(2);
  table.add(table.find("a"), {});
  table.add(table.find(std::string(1'000, 'b')), {});
  EXPECT_EQ(table.find("c"), gate::GroupTable::kNone);
  EXPECT_EQ(table.find("a"), 0U);
  const PushGroups groups = table.take(1);
  EXPECT_EQ(groups.groups.size(), 1U);
  EXPECT_EQ(groups.known, 2U);
  EXPECT_FALSE(groups.is_complete);
}

TEST(LogSummary, PercentilesAreNearToTheTruth) {
  gate::TimeHistogram histogram;
  for (int i = 1; i <= 1'000; ++i) histogram.add(i);
  histogram.add(-1);
  const PushTimes times = histogram.take();
  EXPECT_EQ(times.count, 1'000U);
  EXPECT_NEAR(times.median, 500, 500 * 0.03);
  EXPECT_NEAR(times.p95, 950, 950 * 0.03);
  EXPECT_NEAR(times.p99, 990, 990 * 0.03);
  EXPECT_EQ(times.longest, 1'000);
  EXPECT_EQ(times.sum, 500'500);
  EXPECT_EQ(gate::TimeHistogram().take().median, 0);
}

TEST(LogSummary, FindsExceptionsThatEndSoonAndWhatTheyWereUsedFor) {
  std::string file = testing::TempDir() + "expgate-policy.XXXXXX";
  ASSERT_GE(::mkstemp(file.data()), 0);
  std::ofstream(file) << "version: 1\nallow:\n"
                         "  - {rule: max-file-size, path: a.bin, reason: demo, expires: 2026-11-20}\n"
                         "  - {rule: max-file-size, path: b.bin, reason: over, expires: 2026-11-01}\n"
                         "  - {rule: max-file-size, path: c.bin, reason: far, expires: 2027-11-01}\n"
                         "  - {rule: max-file-size, path: d.bin, reason: always}\n";
  PushLog log;
  log.waivers = {{"`/etc/expgate/policy.yaml`:3", "demo", 7, kMonday},
                 {"`/etc/expgate/policy.yaml`:13", "demo", 9, kMonday},
                 {"bypass by `ada`", "demo", 5, kMonday}};
  constexpr Day kToday = 20'759;  // 2026-11-02
  ASSERT_EQ(iso_date(kToday), "2026-11-02");
  const auto found = gate::find_ending_exceptions(file, kToday, log);
  std::filesystem::remove(file);
  ASSERT_TRUE(found) << english(found.error().message);
  ASSERT_EQ(log.ending->size(), 1U);
  EXPECT_EQ(log.ending->front().expires, "2026-11-20");
  EXPECT_EQ(log.ending->front().used, 7U) << "an entry of the same line and reason";
  EXPECT_FALSE(gate::find_ending_exceptions("/nonexistent", kToday, log));
}

}  // namespace
}  // namespace expgate::test
