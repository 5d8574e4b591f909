#include "experiments/table.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "base/strings.h"
#include "experiments/config_table.h"
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

// A condition with its field found, or the error's text.
tl::expected<experiments::Condition, std::string> condition_of(const char* text,
                                                               const std::vector<Experiment>& all,
                                                               const experiments::ConfigTable* table) {
  auto condition = experiments::parse_condition(text);
  if (!condition) return tl::unexpected(english(condition.error().message));
  const auto keys = experiments::metric_keys(all);
  const auto field = experiments::find_field(condition->field, keys, table);
  if (!field)
    return tl::unexpected(
        english(experiments::no_such_field("--where", condition->field, keys, table).message));
  condition->of = *field;
  if (const auto checked = experiments::check_value(*condition); !checked)
    return tl::unexpected(english(checked.error().message));
  return *condition;
}

// "exp-a exp-c": the names of those that meet the condition.
std::string meeting(const char* text, const std::vector<Experiment>& all = three(),
                    const experiments::ConfigTable* table = nullptr) {
  const auto condition = condition_of(text, all, table);
  if (!condition) return condition.error();
  std::vector<std::string> names;
  const experiments::MetricScale scale(all);
  for (std::size_t row = 0; row < all.size(); ++row)
    if (experiments::meets(all[row], row, *condition, {scale, table})) names.push_back(all[row].name);
  return join(names, " ");
}

std::string sorted(const std::string& field, const std::vector<Experiment>& all = three(),
                   const experiments::ConfigTable* table = nullptr) {
  const experiments::MetricScale scale(all);
  const auto found = experiments::find_field(field, experiments::metric_keys(all), table);
  if (!found) return "?";
  std::vector<std::string> names;
  for (const std::size_t row : experiments::sorted_by(all, *found, {scale, table}))
    names.push_back(all[row].name);
  return join(names, " ");
}

// Three configs for the three.
experiments::ConfigTable three_configs() {
  experiments::ConfigTable table;
  for (const char* yaml :
       {"optimizer: {lr: 0.1, name: sgd}\nmodel: {name: vit}\n",
        "optimizer: {lr: 1e-3, name: adam}\nmodel: {name: swin}\n", "model: {depth: 12}\n"}) {
    const auto file = content::read_config_file("a.yaml", yaml);
    content::Composed composed;
    composed.root = file.document.value();
    composed.files.push_back({"a.yaml", -1});
    table.add_row(experiments::values_of(composed, 100));
  }
  return table;
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
  EXPECT_EQ(meeting("acc@1>high"), "`high` is not a number, so `acc@1` cannot be compared with it");
}

TEST(ExperimentQuery, TheBestComeFirstAndThoseWithoutLast) {
  EXPECT_EQ(sorted("acc@1"), "exp-b exp-a exp-c");
  EXPECT_EQ(sorted("loss"), "exp-c exp-a exp-b");
  EXPECT_EQ(sorted("seed"), "exp-b exp-a exp-c") << "7 comes before 42";
  EXPECT_EQ(sorted("date"), "exp-a exp-b exp-c");
  EXPECT_EQ(meeting("acc@2>1"), "unknown key `acc@2` in `--where`; did you mean `acc@1`?");
  EXPECT_EQ(sorted("name"), "exp-a exp-b exp-c");
  EXPECT_EQ(sorted("title"), "exp-a exp-b exp-c");
}

TEST(ExperimentQuery, KeysOfConfigs) {
  const experiments::ConfigTable table = three_configs();
  EXPECT_EQ(meeting("optimizer.lr<0.01", three(), &table), "exp-b");
  EXPECT_EQ(meeting("optimizer.lr=1e-1", three(), &table), "exp-a");
  EXPECT_EQ(meeting("lr<1", three(), &table), "exp-a exp-b") << "the only key that ends so";
  EXPECT_EQ(meeting("optimizer.name=adam", three(), &table), "exp-b");
  EXPECT_EQ(meeting("model.name!=vit", three(), &table), "exp-b") << "what has no such key does not differ";
  EXPECT_EQ(meeting("model.name~WIN", three(), &table), "exp-b");
  EXPECT_EQ(meeting("config.model.depth>=12", three(), &table), "exp-c");
  EXPECT_EQ(meeting("optimizer.lr<vit", three(), &table), "") << "a number is not less than a word";
  EXPECT_EQ(meeting("name=vit", three(), &table), "") << "a column, though keys end so";
  EXPECT_EQ(meeting("config.name=vit", three(), &table),
            "unknown key `config.name` in `--where`: it is not a column, a metric or a config key");
  EXPECT_EQ(meeting("optimizer.le<1", three(), &table),
            "unknown key `optimizer.le` in `--where`; did you mean `optimizer.lr`?");
  EXPECT_EQ(sorted("optimizer.lr", three(), &table), "exp-b exp-a exp-c");
  EXPECT_EQ(sorted("model.name", three(), &table), "exp-b exp-a exp-c");
}

TEST(ExperimentQuery, Texts) {
  EXPECT_EQ(meeting("name~XP-B"), "exp-b");
  EXPECT_EQ(meeting("config=configs/exp/exp-a.yaml"), "exp-a");
  EXPECT_EQ(meeting("config~exp-c"), "exp-c");
  EXPECT_EQ(meeting("record=x"), "");
  EXPECT_EQ(meeting("acc@1~8"), "`8` is not a number, so `acc@1` cannot be compared with it");
}

// 87 % is not more than 0.95.
TEST(ExperimentQuery, PercentAndFractionsCompare) {
  const std::vector<Experiment> mixed = {tagged("exp-a", "a | acc=0.95 | loss=0.5"),
                                         tagged("exp-b", "b | acc: 87%"),
                                         tagged("exp-c", "c | acc: 91.5 | loss=12")};
  const experiments::MetricScale scale(mixed);
  EXPECT_EQ(sorted("acc", mixed), "exp-a exp-c exp-b");
  const auto count = [&](const char* text) {
    const auto condition = condition_of(text, mixed, nullptr);
    return std::count_if(mixed.begin(), mixed.end(), [&](const Experiment& each) {
      return experiments::meets(each, 0, *condition, {scale, nullptr});
    });
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

TEST(ExperimentTable, AMetricOverTimeIsDrawn) {
  std::vector<Experiment> all = {tagged("exp-c", "c | loss=0.25"), tagged("exp-b", "b | acc=1"),
                                 tagged("exp-a", "a | loss=0.5")};
  for (std::size_t at = 0; at < all.size(); ++at) all[at].seconds = 100 - static_cast<std::int64_t>(at);
  const std::string text = experiments::experiments_text(all, {0, false, {"loss"}, "loss", false});
  const auto rows = split(text, '\n');
  EXPECT_TRUE(rows[0].ends_with("  loss over time")) << text;
  EXPECT_TRUE(rows[1].ends_with("█▁")) << text;
  EXPECT_TRUE(rows[2].ends_with("42")) << text;
  EXPECT_TRUE(rows[3].ends_with(" █")) << text;
  const std::string ascii = experiments::experiments_text(all, {0, false, {"loss"}, "loss", true});
  EXPECT_NE(ascii.find("#.\n"), std::string::npos) << ascii;
}

TEST(ExperimentTable, ASparklineThatIsAskedForStaysOnNarrowTerminals) {
  std::vector<Experiment> all = three();
  for (Experiment& each : all) each.name += "-with-a-name-that-goes-on-and-on";
  for (const std::size_t width : {120U, 80U, 60U, 40U}) {
    experiments::TableLayout layout{width, false, {"acc@1", "loss", "zeta"}, "loss", false};
    layout.keeps_sparkline = true;
    const std::string text = experiments::experiments_text(all, layout);
    EXPECT_NE(text.find("loss over"), std::string::npos) << width << '\n' << text;
    EXPECT_NE(text.find("█"), std::string::npos) << text;
    EXPECT_NE(text.find("87.3% *"), std::string::npos) << text;
    for (const auto line : lines(text)) EXPECT_LE(text::width(line), width) << text;
  }
  const std::string unasked =
      experiments::experiments_text(all, {60, false, {"acc@1", "loss", "zeta"}, "loss", false});
  EXPECT_EQ(unasked.find("█"), std::string::npos) << unasked;
}

TEST(ExperimentTable, FiguresAreRoundedForPeople) {
  const std::vector<Experiment> one = {
      tagged("exp-a", "a | acc=0.9153846153846154 | loss: 0.312345678 ± 0.0123456789")};
  EXPECT_NE(experiments::experiments_text(one, {0, false, {"acc", "loss"}}).find("0.9154  0.3123 ±0.01235"),
            std::string::npos);
  EXPECT_NE(experiments::experiments_markdown(one, {"acc"}).find("| 0.9154 |"), std::string::npos);
  EXPECT_NE(experiments::experiments_csv(one, {"acc"}).find(",0.9153846153846154,"), std::string::npos);
  EXPECT_NE(experiments::experiments_json(one, {"acc"}).find("\"acc\": 0.9153846153846154"),
            std::string::npos);
}

TEST(ExperimentTable, TagAndRecordMayDisagree) {
  std::vector<Experiment> one = {tagged("exp-a", "a | Acc@1: 80.5%")};
  one[0].record = "results/a.json";
  one[0].disagreements = {{"acc@1", "80.5%", "88.1"}};
  EXPECT_NE(experiments::experiments_text(one, {0, false, {"acc@1"}})
                .find("results/a.json says acc@1 88.1, not 80.5%"),
            std::string::npos);
  const std::string json = experiments::experiments_json(one, {"acc@1"});
  EXPECT_NE(json.find("\"record\": \"results/a.json\""), std::string::npos) << json;
  EXPECT_NE(json.find("\"what\": \"acc@1\""), std::string::npos) << json;
}

TEST(ExperimentTable, NothingThatASpreadsheetCalculates) {
  std::vector<Experiment> one = {tagged("exp-a", "a | loss=-0.5")};
  one[0].config = "=cmd|' /C calc'!A0";
  const std::string csv = experiments::experiments_csv(one, {"loss"});
  EXPECT_NE(csv.find(",'=cmd|' /C calc'!A0,"), std::string::npos) << csv;
  EXPECT_NE(csv.find(",-0.5,"), std::string::npos) << csv;
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
