#include "report/fleet/fleet.h"

#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/fleet/outline.h"
#include "report/fleet/page.h"

namespace expgate::test {
namespace {

using report::Fleet;
using report::FleetAudit;
using report::FleetSurvey;

FleetAudit audit_of(const std::string& name, std::uint64_t errors, std::uint64_t stored,
                    Verdict verdict = Verdict::fail) {
  FleetAudit audit;
  audit.repository.name = name;
  audit.repository.file = name + ".json";
  audit.repository.verdict = verdict;
  audit.repository.errors = errors;
  audit.repository.stored = stored;
  audit.categories[kBulks - 1].stored = stored;
  if (errors > 0) audit.rules["max-file-size"] = {.repositories = 1, .errors = errors};
  return audit;
}

std::string names_of(const Fleet& fleet) {
  std::string names;
  for (const auto& repository : fleet.repositories) names += repository.name + " ";
  return names;
}

TEST(Fleet, HasTheWorstFirstAndSumsOfAll) {
  FleetSurvey survey;
  survey.add(audit_of("good", 0, 10, Verdict::pass));
  survey.add(audit_of("bad", 3, 20));
  survey.add(audit_of("worse", 5, 5));
  survey.add(audit_of("large", 3, 30));
  const Fleet fleet = survey.finish();
  EXPECT_EQ(names_of(fleet), "worse large bad good ");
  EXPECT_EQ(fleet.sum.errors, 11U);
  EXPECT_EQ(fleet.sum.stored, 65U);
  EXPECT_EQ(fleet.failed, 3U);
  EXPECT_EQ(fleet.passed, 1U);
  EXPECT_EQ(fleet.rules.at("max-file-size").repositories, 3U);
  EXPECT_EQ(fleet.verdict(), Verdict::fail);
}

TEST(Fleet, KeepsTheWorstAndTheLargestOfManyAndCountsAll) {
  FleetSurvey survey(2);
  for (std::uint64_t i = 0; i < 100; ++i) survey.add(audit_of("small" + std::to_string(i), i % 7, 1));
  survey.add(audit_of("worst", 50, 2));
  survey.add(audit_of("huge", 1, 900));
  survey.add(audit_of("both", 60, 800));
  for (std::uint64_t i = 0; i < 100; ++i) survey.add(audit_of("later" + std::to_string(i), 0, 3));
  const Fleet fleet = survey.finish();
  EXPECT_EQ(names_of(fleet), "both worst huge ");
  EXPECT_EQ(fleet.audits(), 203U);
}

TEST(Fleet, IsUndecidedIfAnythingIsNotKnown) {
  EXPECT_EQ(FleetSurvey().finish().verdict(), Verdict::undecided);
  FleetSurvey one;
  one.add(audit_of("good", 0, 1, Verdict::pass));
  one.add_unreadable({"cut.json", verbatim("it is cut off")});
  EXPECT_EQ(one.finish().verdict(), Verdict::undecided);
  FleetSurvey other;
  other.add(audit_of("bad", 4, 1));
  other.add(audit_of("broken", 0, 1, Verdict::undecided));
  const Fleet fleet = other.finish();
  EXPECT_EQ(fleet.verdict(), Verdict::undecided);
  ASSERT_EQ(fleet.undecided_ones.size(), 1U);
  EXPECT_EQ(fleet.undecided_ones[0].name, "broken");
  FleetSurvey good;
  good.add(audit_of("good", 0, 1, Verdict::pass));
  EXPECT_EQ(good.finish().verdict(), Verdict::pass);
}

TEST(Fleet, SumsThatAreTooLargeStopAtTheLargest) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  FleetSurvey survey;
  survey.add(audit_of("one", kMost - 1, kMost));
  survey.add(audit_of("two", 5, 5));
  const Fleet fleet = survey.finish();
  EXPECT_EQ(fleet.sum.errors, kMost);
  EXPECT_EQ(fleet.sum.stored, kMost);
  EXPECT_EQ(fleet.rules.at("max-file-size").errors, kMost);
}

TEST(Fleet, ListsABoundedNumberOfRules) {
  FleetSurvey survey;
  for (int i = 0; i < 2000; ++i) {
    FleetAudit audit = audit_of("x", 1, 1);
    audit.rules = {{"rule-" + std::to_string(i), {.repositories = 1, .errors = 1}}};
    survey.add(audit);
  }
  const Fleet fleet = survey.finish();
  EXPECT_EQ(fleet.rules.size(), report::kMostFleetRules);
  EXPECT_TRUE(fleet.has_further_rules);
}

TEST(Fleet, NothingOfAReportIsMarkup) {
  const std::string name = "<img src=x>|`@all`\x1B[31m\xff";
  FleetSurvey survey;
  survey.add(audit_of(name, 4, 1));
  FleetAudit broken = audit_of(name, 0, 1, Verdict::undecided);
  broken.repository.problem = name;
  broken.repository.last = name;
  broken.rules[name] = {};
  survey.add(broken);
  survey.add_unreadable({name, verbatim(name)});
  const Fleet fleet = survey.finish();
  const std::string page = report::fleet_page(fleet, "1.2.3");
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find('\x1B'), std::string::npos);
  EXPECT_NE(page.find("&lt;img src=x&gt;|`@all`\\x1B[31m\\xFF"), std::string::npos);
  const std::string markdown = report::fleet_markdown(fleet);
  EXPECT_EQ(markdown.find("<img"), std::string::npos);
  EXPECT_EQ(markdown.find("`@all`"), std::string::npos);
  EXPECT_EQ(markdown.find('@'), std::string::npos);
  EXPECT_EQ(report::fleet_text(fleet, {}).find('\x1B'), std::string::npos);
  const auto json = nlohmann::json::parse(report::fleet_json(fleet, "1.2.3"));
  EXPECT_EQ(json["schema"], "expgate-fleet/1");
  EXPECT_EQ(json["counts"]["unreadable"], 1);
  EXPECT_EQ(json["repositories"][0]["error"], 4);
}

}  // namespace
}  // namespace expgate::test
