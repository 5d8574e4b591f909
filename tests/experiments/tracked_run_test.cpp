#include "experiments/tracked_run.h"

#include <gtest/gtest.h>

#include "experiments/stores/mlflow.h"

namespace expgate::experiments {
namespace {

// "mlflow https://host abc"
std::string named(const char* option) {
  const auto run = parse_run(option);
  return run ? run->tracker + " " + run->server + " " + run->id : "error";
}

TEST(TrackedRun, WhatTheOptionNames) {
  EXPECT_EQ(named("mlflow:abc123"), "mlflow  abc123");
  EXPECT_EQ(named("http://host:5000/#/experiments/1/runs/abc"), "mlflow http://host:5000 abc");
  EXPECT_EQ(named("https://host/pre/#/experiments/1/runs/abc?x=1"), "mlflow https://host/pre abc");
  EXPECT_EQ(named("https://adb-1.azuredatabricks.net/ml/experiments/1/runs/abc"),
            "mlflow https://adb-1.azuredatabricks.net abc");
  EXPECT_EQ(named("https://wandb.ai/ada/vit/runs/x1"), "wandb  x1");
  EXPECT_EQ(named("https://studio.dvc.ai/ada/vit"), "dvc  ");
  for (const char* bad : {"", "abc", "mlflow:", "mlflow:a/b", "mlflow:a b", "mlflow://host/1",
                          "https://example.com/x", "https://u:p@wandb.ai/x", "https://notwandb.ai/x",
                          "file:///x", "https://host/#/experiments/1", "https://wandb.ai/x?token=1"})
    EXPECT_EQ(named(bad), "error") << bad;
}

TEST(TrackedRun, OfMlflow) {
  const auto run = stores::read_mlflow_run(
      R"({"run": {"info": {"run_id": "r", "experiment_id": "7"},
          "data": {"metrics": [{"key": "acc", "value": 0.5}, {"key": "bad", "value": "NaN"},
                               {"key": "big", "value": 1.7976931348623157e308}, {"key": "epoch", "value": 3}, 4,
                               {"value": 1}],
                   "tags": [{"key": "mlflow.source.git.commit", "value": "ABC"}]}}})");
  ASSERT_TRUE(run);
  EXPECT_EQ(run->id, "r");
  EXPECT_EQ(run->experiment, "7");
  EXPECT_EQ(run->commit, "abc");
  EXPECT_EQ(run->figures.values(), std::vector<NamedNumber>({{"acc", 0.5}}));
  EXPECT_EQ(run->figures.left_out().size(), 2U);
  for (const char* bad : {"", "x", "[]", "{}", "{\"run\": []}", "{\"run\": {\"info\": {\"run_id\": 3}}}"})
    EXPECT_FALSE(stores::read_mlflow_run(bad)) << bad;
  EXPECT_TRUE(
      stores::read_mlflow_run(R"({"run": {"info": {"run_id": "r"}, "data": {"metrics": 3, "tags": {}}}})"));
}

}  // namespace
}  // namespace expgate::experiments
