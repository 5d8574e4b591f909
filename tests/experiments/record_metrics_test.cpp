#include "experiments/record_metrics.h"

#include <cmath>

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace expgate::experiments {
namespace {

// "acc=0.9 loss=0.1; `f1` is NaN"
std::string shown(const Result<Figures>& figures) {
  if (!figures) return "error: " + english(figures.error().message);
  std::string out;
  for (const auto& [name, value] : figures->values())
    out += fmt::format("{}{}={}", out.empty() ? "" : " ", name, value);
  for (const Text& each : figures->left_out()) out += "; " + english(each);
  return out;
}

TEST(RecordMetrics, OfAnOption) {
  const auto metric = parse_metric("val/acc@1 = 87.3%");
  ASSERT_TRUE(metric);
  EXPECT_EQ(parse_metric("a=12 %")->second, 12);
  EXPECT_EQ(parse_metric("a=12\xEF\xBC\x85")->second, 12);
  EXPECT_EQ(parse_metric("a=1e-400")->second, 0);
  EXPECT_EQ(*metric, NamedNumber("val/acc@1", 87.3));
  for (const char* bad : {"", "a", "=1", "a=", "a=x", "a=nan", "a=-inf", "a=1e999", "a\nb=1", "a=1,5",
                          "a=042", "a=-01.5", "a=1_000", "a=0x1f"})
    EXPECT_FALSE(parse_metric(bad)) << bad;
}

TEST(RecordMetrics, OfJsonAndYaml) {
  EXPECT_EQ(shown(read_figures("m.json", R"({"val": {"acc": 1, "n": "x"}, "loss": [3, 0.5], "epoch": 3})")),
            "val/acc=1 loss=0.5; no numbers: `val/n`");
  EXPECT_EQ(shown(read_figures("m.JSON", R"([{"loss": 3}, {"loss": 2, "step": 9}])")), "loss=2");
  EXPECT_EQ(shown(read_figures("m.json", R"({"metrics": {"a1": 1}, "b": 2})")), "a1=1");
  EXPECT_EQ(shown(read_figures("m.json", R"({"a1": NaN, "b1": -Infinity, "c1": 2})")),
            "c1=2; `a1` is NaN; `b1` is infinite");
  EXPECT_EQ(shown(read_figures("m.yml", "acc: .5\nok: true\nname: '3'\nnone: ~\nlr: 0.1\nbad: .nan\n")),
            "acc=0.5; `name` is `3`, which not every reader takes as a number; `bad` is NaN");
  EXPECT_EQ(shown(read_figures("m.jsonl", "{\"a1\": 1, \"b1\": 2}\n\n{\"a1\": 3}\n")), "a1=3 b1=2");
}

TEST(RecordMetrics, OfTables) {
  EXPECT_EQ(shown(read_figures("m.csv", "epoch,loss,acc\n1,3,\n2,,0.5\n")), "loss=3 acc=0.5");
  EXPECT_EQ(shown(read_figures("m.csv", "\xEF\xBB\xBF\"my \"\"loss\"\"\";acc\r\n1;2\r\n")),
            "my \"loss\"=1 acc=2");
  EXPECT_EQ(shown(read_figures("m.tsv", ",a1\tb1\n1\t2\n")), ",a1=1 b1=2");
  EXPECT_EQ(shown(read_figures("m.csv", ",f1\n0,0.7\n1,nan\n")), "; `f1` is NaN");
  EXPECT_EQ(shown(read_figures("m.csv", "a1,b1\n1,2,\n4\n")), "a1=4 b1=2");
  EXPECT_EQ(shown(read_figures("m.csv", "a1,b1,c1,d1\n 12 % ,042,1_000,1e-3\n,,,n/a\n")),
            "a1=12 d1=0.001; `b1` is `042`, which not every reader takes as a number; "
            "`c1` is `1_000`, which not every reader takes as a number");
  EXPECT_EQ(shown(read_figures("m.csv", "a1,state\n1,run\n2,OOM\n")), "a1=2; no numbers: `state`");
}

TEST(RecordMetrics, WhatIsNone) {
  for (const char* bad :
       {"", "{", "{\"name\": \"x\"}", "[]", "{\"a\": \"1\"}", "{\"a\": 1, \"a\": 2}", "nul"})
    EXPECT_FALSE(read_figures("m.json", bad)) << bad;
  EXPECT_FALSE(read_figures("m.csv", "a,\"b\n1,2\n"));
  EXPECT_FALSE(read_figures("m.csv", "a1,b1\n"));
  EXPECT_FALSE(read_figures("m.csv", "a1,b1\n1,2,3\n")) << "decimal commas";
  EXPECT_FALSE(read_figures("m.csv", "a1,b1,a1\n1,2,3\n")) << "two of one name";
  EXPECT_FALSE(read_figures("m.csv", "0.5,0.8\n0.4,0.9\n")) << "no names";
  EXPECT_FALSE(read_figures("m.csv", "a1\n" + std::string(300'000, '1')));
  EXPECT_FALSE(read_figures("m.jsonl", std::string(300'000, ' ')));
  EXPECT_FALSE(read_figures("m.txt", "acc: 1"));
  EXPECT_FALSE(read_figures("m.jsonl", "{\"a1\": 1}\nx\n"));
}

TEST(RecordMetrics, TheLaterOneWins) {
  Figures figures;
  figures.add("acc", std::nan(""));
  figures.add("acc", 1);
  Figures other;
  other.add("acc", 2);
  other.add("loss", HUGE_VAL);
  figures.add(other);
  EXPECT_EQ(shown(figures), "acc=2; `loss` is infinite");
}

TEST(RecordMetrics, NoMoreThanARecordHolds) {
  Figures figures;
  for (std::size_t number = 0; number < Figures::kMost + 3; ++number)
    figures.add("m" + std::to_string(number), 1);
  EXPECT_EQ(figures.values().size(), Figures::kMost);
  ASSERT_EQ(figures.left_out().size(), 1U);
  EXPECT_EQ(english(figures.left_out().front()), "3 figures more than the 1000 that a record holds");
}

TEST(RecordMetrics, Numbers) {
  EXPECT_EQ(number_in("+1.5e3"), 1500);
  EXPECT_EQ(number_in("-.5"), -0.5);
  EXPECT_EQ(number_in("87.3 %"), 87.3);
  EXPECT_EQ(number_in("0.5"), 0.5);
  for (const char* none : {"", "x", "1x", "0x10", "1_000", "true", "--1", "+", "+-1", "042", "-00", "%"})
    EXPECT_FALSE(number_in(none)) << none;
}

}  // namespace
}  // namespace expgate::experiments
