#include "experiments/table.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "experiments/query.h"
#include "support/fake_oid.h"
#include "text/utf8.h"

namespace expgate::test {
namespace {

using experiments::Experiment;

Experiment tagged(const std::string& name, const std::string& message, const std::string& seed = "42") {
  Experiment made;
  made.name = name;
  made.date = "2026-01-31";
  made.commit = fake_oid(name);
  made.metrics = message::read_tag_message(message).metrics;
  made.config = "configs/exp/" + name + ".yaml";
  made.seed = seed;
  made.is_annotated = true;
  return made;
}

std::vector<Experiment> three() {
  return {tagged("exp-a", "a | Acc@1: 80.5% | Loss: 0.5 | zeta=1.5"),
          tagged("exp-b", "b | Acc@1: 87.3%", "7"), tagged("exp-c", "c | Loss: 0.25")};
}

// "exp-a exp-c": the names of those that meet the condition.
std::string meeting(const char* text) {
  const auto condition = experiments::parse_condition(text);
  if (!condition) return english(condition.error().message);
  std::vector<std::string> names;
  for (const Experiment& each : three())
    if (experiments::meets(each, *condition, experiments::MetricScale(three()))) names.push_back(each.name);
  return join(names, " ");
}

std::string sorted(const std::string& field) {
  auto experiments = three();
  experiments::sort_by(experiments, field, experiments::MetricScale(experiments));
  std::vector<std::string> names;
  for (const Experiment& each : experiments) names.push_back(each.name);
  return join(names, " ");
}

TEST(ExperimentQuery, Conditions) {
  EXPECT_EQ(meeting("acc@1>80"), "exp-a exp-b");
  EXPECT_EQ(meeting("Acc@1 > 80.5"), "exp-b");
  EXPECT_EQ(meeting("acc@1>=80.5%"), "exp-a exp-b");
  EXPECT_EQ(meeting("accuracy@1<81"), "exp-a");
  EXPECT_EQ(meeting("loss<=0.25"), "exp-c");
  EXPECT_EQ(meeting("loss=0.5"), "exp-a");
  EXPECT_EQ(meeting("loss!=0.5"), "exp-c");
  EXPECT_EQ(meeting("seed=42"), "exp-a exp-c");
  EXPECT_EQ(meeting("seed<10"), "exp-b");
  EXPECT_EQ(meeting("name!=exp-a"), "exp-b exp-c");
  EXPECT_EQ(meeting("date>2026"), "exp-a exp-b exp-c");
  EXPECT_EQ(meeting("acc@1"), "`--where acc@1` is not a condition");
  EXPECT_EQ(meeting(">80"), "`--where >80` is not a condition");
  EXPECT_EQ(meeting("acc@1!80"), "`--where acc@1!80` is not a condition");
  EXPECT_EQ(meeting("acc@1>high"), "`high` is not a number to compare `acc@1` with");
}

TEST(ExperimentQuery, TheBestComeFirstAndThoseWithoutLast) {
  EXPECT_EQ(sorted("acc@1"), "exp-b exp-a exp-c");
  EXPECT_EQ(sorted("loss"), "exp-c exp-a exp-b");
  EXPECT_EQ(sorted("seed"), "exp-a exp-c exp-b");
  EXPECT_EQ(sorted("date"), "exp-a exp-b exp-c");
  const auto wrong = experiments::check_field("acc@2", experiments::metric_keys(three()));
  ASSERT_FALSE(wrong);
  EXPECT_EQ(english(wrong.error().message), "no experiment states the metric `acc@2`, did you mean `acc@1`?");
  EXPECT_TRUE(experiments::check_field("loss", experiments::metric_keys(three())));
}

// 87 % is not more than 0.95.
TEST(ExperimentQuery, PercentAndFractionsCompare) {
  const std::vector<Experiment> mixed = {tagged("exp-a", "a | acc=0.95 | loss=0.5"),
                                         tagged("exp-b", "b | acc: 87%"),
                                         tagged("exp-c", "c | acc: 91.5 | loss=12")};
  const experiments::MetricScale scale(mixed);
  auto experiments = mixed;
  experiments::sort_by(experiments, "acc", scale);
  EXPECT_EQ(experiments[0].name + experiments[1].name + experiments[2].name, "exp-aexp-cexp-b");
  const auto count = [&](const char* text) {
    const auto condition = experiments::parse_condition(text);
    return std::count_if(mixed.begin(), mixed.end(),
                         [&](const Experiment& each) { return experiments::meets(each, *condition, scale); });
  };
  EXPECT_EQ(count("acc>90"), 2);
  EXPECT_EQ(count("acc>90%"), 2);
  EXPECT_EQ(count("acc>0.9"), 2);
  EXPECT_EQ(count("acc=95"), 1);
  EXPECT_EQ(count("loss>0.4"), 2) << "a loss is no share: 12 is not 12 %";
  EXPECT_EQ(count("loss>1"), 1);
  const std::string text = experiments::experiments_text(mixed, {0, false, {"acc"}});
  EXPECT_NE(text.find("0.95 *"), std::string::npos) << text;
  EXPECT_EQ(text.find("87% *"), std::string::npos) << text;
  const std::string losses = experiments::experiments_text(mixed, {0, false, {"loss"}});
  EXPECT_NE(losses.find("0.5 *"), std::string::npos) << losses;
}

TEST(ExperimentTable, TheBestIsMarked) {
  const std::string text = experiments::experiments_text(three(), {0, false, {"acc@1", "loss", "zeta"}});
  const auto lines = split(text, '\n');
  EXPECT_EQ(lines[0], "name   date        commit   config                  seed    acc@1    loss  zeta");
  EXPECT_NE(lines[1].find("80.5%     0.5     1.5"), std::string::npos) << lines[1];
  EXPECT_TRUE(lines[2].ends_with("87.3% *")) << lines[2];
  EXPECT_TRUE(lines[3].ends_with("0.25 *")) << lines[3];
  EXPECT_EQ(lines[4], "* best");
}

TEST(ExperimentTable, FitsAnyTerminal) {
  for (const std::size_t width : {200U, 80U, 60U, 40U, 24U}) {
    const experiments::TableLayout layout{width, false, {"acc@1", "loss", "zeta"}};
    const std::string text = experiments::experiments_text(three(), layout);
    for (const auto line : lines(text)) EXPECT_LE(text::width(line), width) << text;
    EXPECT_NE(text.find("exp-a"), std::string::npos);
    EXPECT_NE(text.find("87.3% *"), std::string::npos) << text;
  }
  EXPECT_FALSE(experiments::shows_config(three(), {24, false, {"acc@1"}}));
  EXPECT_TRUE(experiments::shows_config(three(), {0, false, {"acc@1"}}));
}

TEST(ExperimentTable, OtherFormats) {
  std::vector<Experiment> two = {tagged("exp-a", "a | Acc@1: 80.5 ± 0.2%"),
                                 tagged("exp-b", "b | Acc@1: 87.3%")};
  two[1].remark = verbatim("odd, \"very\" | so");
  EXPECT_EQ(experiments::experiments_csv(two, {"acc@1"}),
            "name,date,commit,config,seed,acc@1,remark\n"
            "exp-a,2026-01-31," +
                fake_oid("exp-a").hex() +
                ",configs/exp/exp-a.yaml,42,80.5,\n"
                "exp-b,2026-01-31," +
                fake_oid("exp-b").hex() + ",configs/exp/exp-b.yaml,42,87.3,\"odd, \"\"very\"\" | so\"\n");
  const std::string markdown = experiments::experiments_markdown(two, {"acc@1"});
  EXPECT_NE(markdown.find("| 80.5% ±0.2 |"), std::string::npos) << markdown;
  EXPECT_NE(markdown.find("| **87.3%** | odd, \"very\" \\| so |"), std::string::npos) << markdown;
  const std::string json = experiments::experiments_json(two, {"acc@1"});
  EXPECT_NE(json.find("\"acc@1\": 87.3"), std::string::npos) << json;
}

}  // namespace
}  // namespace expgate::test
