#include "content/configs/compose.h"

#include <map>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "content/configs/seed.h"

namespace expgate::content {
namespace {

using Tree = std::map<std::string, std::string>;

struct Library {
  explicit Library(const Tree& tree) {
    for (const auto& [path, source] : tree) files.emplace(path, read_config_file(path, source));
  }
  Result<const ConfigFile*> operator()(const std::string& path) {
    ++look_ups;
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
  }
  std::map<std::string, ConfigFile> files;
  int look_ups = 0;
};

tl::expected<Composed, ParseError> composed(const Tree& tree, const std::string& path) {
  Library library(tree);
  return compose(path, std::ref(library)).value();
}

// "train.seed = 42 (`a.yaml` → `b.yaml`:3)", else the first problem and the first gap.
std::string judged(const Tree& tree, const std::string& path) {
  const auto config = composed(tree, path);
  if (!config) return "ERROR: " + english(config.error().what);
  const SeedVerdict verdict = find_seed(config->root);
  const text::Location mark = verdict.seed ? verdict.seed->location : verdict.problems.front().location;
  std::string said =
      verdict.seed ? verdict.seed->key + " = " + verdict.seed->value : english(verdict.problems.front().what);
  if (mark.line > 0) said += fmt::format(" ({}:{})", chain_to(*config, mark.file), mark.line);
  if (!verdict.seed && !config->gaps.empty()) said += "; " + english(config->gaps.front());
  return said;
}

TEST(Compose, AFileAloneIsItself) {
  EXPECT_EQ(judged({{"a.yaml", "seed: 42"}}, "a.yaml"), "seed = 42 (`a.yaml`:1)");
  EXPECT_EQ(judged({{"a.yaml", ""}}, "a.yaml"), "it has no `seed`");
  EXPECT_EQ(judged({{"a.yaml", "- seed: 1"}}, "a.yaml"), "0.seed = 1 (`a.yaml`:1)");
  EXPECT_EQ(judged({{"a.yaml", "a: ["}}, "a.yaml").substr(0, 7), "ERROR: ");
  EXPECT_EQ(judged({}, "a.yaml"), "ERROR: it is not in the tip");
}

TEST(Compose, EveryKeyThatNamesABase) {
  for (const char* key : {"_base_", "_BASE_", "BASE", "base_config", "extends"}) {
    const Tree tree = {{"configs/vit/a.yaml", std::string(key) + ": ../base.yaml\nlr: 1"},
                       {"configs/base.yaml", "x: 1\nseed: 42"}};
    EXPECT_EQ(judged(tree, "configs/vit/a.yaml"), "seed = 42 (`configs/vit/a.yaml` → `configs/base.yaml`:2)")
        << key;
  }
  EXPECT_EQ(judged({{"c/a.yaml", "base: b.yaml"}, {"c/b.yaml", "seed: 42"}}, "c/a.yaml"), "it has no `seed`");
  EXPECT_EQ(judged({{"c/a.json", "{\"extends\": \"b.json\"}"}, {"c/b.json", "{\"seed\": 1}"}}, "c/a.json"),
            "seed = 1 (`c/a.json` → `c/b.json`:1)");
  EXPECT_EQ(judged({{"c/a.toml", "extends = ['b.toml']"}, {"c/b.toml", "seed = 1"}}, "c/a.toml"),
            "seed = 1 (`c/a.toml` → `c/b.toml`:1)");
}

TEST(Compose, TheFileItselfWinsAndLaterBasesWin) {
  Tree tree = {{"c/a.yaml", "_base_: [b.yaml, c.yaml]"}, {"c/b.yaml", "seed: 1"}, {"c/c.yaml", "seed: 2"}};
  EXPECT_EQ(judged(tree, "c/a.yaml"), "seed = 2 (`c/a.yaml` → `c/c.yaml`:1)");
  tree["c/c.yaml"] = "lr: 1";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "seed = 1 (`c/a.yaml` → `c/b.yaml`:1)");
  tree["c/c.yaml"] = "seed: null";
  EXPECT_EQ(judged(tree, "c/a.yaml").substr(0, 16), "`seed` is `null`");
  tree["c/a.yaml"] = "_base_: [b.yaml, c.yaml]\nseed: 3";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "seed = 3 (`c/a.yaml`:2)");
  tree["c/a.yaml"] = "_base_: b.yaml\nseed: null";
  EXPECT_EQ(judged(tree, "c/a.yaml").substr(0, 16), "`seed` is `null`");
}

TEST(Compose, MappingsAreMergedUnlessDeleted) {
  const Tree base = {{"c/b.yaml", "train: {seed: 1, lr: 2}"}};
  const auto with = [&](const char* own) {
    Tree tree = base;
    tree["c/a.yaml"] = own;
    return judged(tree, "c/a.yaml");
  };
  EXPECT_EQ(with("_base_: b.yaml\ntrain: {lr: 3}"), "train.seed = 1 (`c/a.yaml` → `c/b.yaml`:1)");
  EXPECT_EQ(with("_base_: b.yaml\ntrain: {_delete_: true, lr: 3}"), "it has no `seed`");
  EXPECT_EQ(with("_base_: b.yaml\ntrain: 3"), "it has no `seed`");
}

TEST(Compose, InterpolationsReachAcrossFiles) {
  const Tree tree = {{"c/a.yaml", "_base_: b.yaml\nall: {n: 7}"}, {"c/b.yaml", "seed: ${all.n}"}};
  EXPECT_EQ(judged(tree, "c/a.yaml"), "seed = 7 (`c/a.yaml` → `c/b.yaml`:1)");
  EXPECT_EQ(judged(tree, "c/b.yaml"), "`seed` refers to `all.n`, which does not exist (`c/b.yaml`:1)");
}

TEST(Compose, WhereABaseIsLookedFor) {
  EXPECT_EQ(judged({{"c/d/a.yaml", "_base_: c/b.yaml"}, {"c/b.yaml", "seed: 1"}}, "c/d/a.yaml"),
            "seed = 1 (`c/d/a.yaml` → `c/b.yaml`:1)");
  EXPECT_EQ(judged({{"c/a.yaml", "extends: b"}, {"c/b.yaml", "seed: 1"}}, "c/a.yaml"),
            "seed = 1 (`c/a.yaml` → `c/b.yaml`:1)");
  EXPECT_EQ(judged({{"c/a.yaml", "_base_: ../../../b.yaml"}}, "c/a.yaml"),
            "it has no `seed`; it inherits from `../../../b.yaml`, which is not in the tip");
  EXPECT_EQ(judged({{"c/a.yaml", "BASE: ['']"}}, "c/a.yaml"), "it has no `seed`");
}

TEST(Compose, GapsAreNamed) {
  EXPECT_EQ(judged({{"c/a.yaml", "_base_: b.yaml"}}, "c/a.yaml"),
            "it has no `seed`; it inherits from `b.yaml`, which is not in the tip");
  EXPECT_EQ(judged({{"c/a.yaml", "_base_: b.yaml"}, {"c/b.yaml", "x: 1\nx: 2"}}, "c/a.yaml"),
            "it has no `seed`; it inherits from `c/b.yaml`, which cannot be read, line 2: duplicate "
            "key `x`");
  EXPECT_EQ(judged({{"c/a.yaml", "_base_: b.yaml"}, {"c/b.yaml", "_base_: a.yaml"}}, "c/a.yaml"),
            "it has no `seed`; it inherits from `c/a.yaml`, which inherits from it in turn");
  EXPECT_EQ(judged({{"c/a.yaml", "_base_: b.yaml\nseed: 1"}}, "c/a.yaml"), "seed = 1 (`c/a.yaml`:2)");
}

TEST(Compose, Includes) {
  Tree tree = {{"c/a.yaml", "train: !include b.yaml"}, {"c/b.yaml", "seed: 42"}};
  EXPECT_EQ(judged(tree, "c/a.yaml"), "train.seed = 42 (`c/a.yaml` → `c/b.yaml`:1)");
  tree["c/a.yaml"] = "<<: !include b.yaml\nlr: 1";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "seed = 42 (`c/a.yaml` → `c/b.yaml`:1)");
  tree["c/a.yaml"] = "<<: !include b.yaml\nseed: 1";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "seed = 1 (`c/a.yaml`:2)");
  tree["c/a.yaml"] = "train: !include:b.yaml";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "train.seed = 42 (`c/a.yaml` → `c/b.yaml`:1)");
  tree["c/a.yaml"] = "train: !include:b.yaml\n  seed: 7";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "train.seed = 7 (`c/a.yaml`:2)");
  tree["c/a.yaml"] = "runs: [!include b.yaml]";
  EXPECT_EQ(judged(tree, "c/a.yaml"), "runs.0.seed = 42 (`c/a.yaml` → `c/b.yaml`:1)");
  tree["c/a.yaml"] = "train: !include none.yaml";
  EXPECT_EQ(judged(tree, "c/a.yaml"),
            "it has no `seed`; it inherits from `none.yaml`, which is not in the tip");
}

TEST(Compose, HydraDefaults) {
  const Tree rest = {{"conf/model/vit.yaml", "seed: 1"},
                     {"conf/base.yaml", "seed: 2"},
                     {"conf/db/my/sql.yaml", "n: 5"},
                     {"conf/flat/x.yaml", "# @package _global_\nseed: 3"},
                     {"conf/none/x.yaml", "seed: null"}};
  const auto with = [&](const std::string& own, const std::string& path = "conf/config.yaml") {
    Tree tree = rest;
    tree[path] = own;
    return judged(tree, path);
  };
  const std::string to = " (`conf/config.yaml` → ";
  EXPECT_EQ(with("defaults:\n- model: vit"), "model.seed = 1" + to + "`conf/model/vit.yaml`:1)");
  EXPECT_EQ(with("defaults: [model: vit.yaml]"), "model.seed = 1" + to + "`conf/model/vit.yaml`:1)");
  EXPECT_EQ(with("defaults:\n- model: [vit]"), "model.seed = 1" + to + "`conf/model/vit.yaml`:1)");
  EXPECT_EQ(with("defaults:\n- base"), "seed = 2" + to + "`conf/base.yaml`:1)");
  EXPECT_EQ(with("defaults: [base]\nseed: 9"), "seed = 9 (`conf/config.yaml`:2)");
  EXPECT_EQ(with("defaults: [base, _self_]\nseed: 9"), "seed = 9 (`conf/config.yaml`:2)");
  EXPECT_EQ(with("defaults: [_self_, base]\nseed: 9"), "seed = 2" + to + "`conf/base.yaml`:1)");
  EXPECT_EQ(with("defaults: [_self_, flat: x]\nseed: null"), "seed = 3" + to + "`conf/flat/x.yaml`:2)");
  EXPECT_EQ(with("defaults: [base, none@_global_: x]"),
            "`seed` is `null`: the run picks a seed of its own" + to + "`conf/none/x.yaml`:1)");
  EXPECT_EQ(with("defaults: [model@train.net: vit]"), "train.net.seed = 1" + to + "`conf/model/vit.yaml`:1)");
  EXPECT_EQ(with("defaults: [db/my/sql]\nseed: ${db.my.n}"), "seed = 5 (`conf/config.yaml`:2)");
  EXPECT_EQ(with("defaults: [override /model: vit]", "conf/experiment/a.yaml"),
            "model.seed = 1 (`conf/experiment/a.yaml` → `conf/model/vit.yaml`:1)");
  EXPECT_EQ(with("defaults:\n- model: null\n- model: ???\n- override hydra/launcher: slurm"),
            "it has no `seed`");
  EXPECT_EQ(with("defaults: [model: gone]"),
            "it has no `seed`; it inherits from `model/gone`, which is not in the tip");
  EXPECT_EQ(with("defaults: [optional model: gone]"), "it has no `seed`");
  EXPECT_EQ(with("defaults: [schema]\nseed: 4"), "seed = 4 (`conf/config.yaml`:2)");
  EXPECT_EQ(with("defaults: {seed: 4}"), "defaults.seed = 4 (`conf/config.yaml`:1)");
  EXPECT_EQ(with("defaults: ['../../../x: y', seed: fixed]").substr(0, 16), "it has no `seed`");
}

TEST(Compose, HydraGroupsAreKnownEvenIfNothingIsChosen) {
  const auto config = composed({{"conf/config.yaml", "defaults: [experiment: null]"}}, "conf/config.yaml");
  EXPECT_EQ(config->groups, (std::vector<std::string>{"conf/experiment", "experiment"}));
}

TEST(Compose, PythonBases) {
  EXPECT_EQ(
      judged({{"c/a.py", "_base_ = ['./b.py']\nlr = 1"}, {"c/b.py", "randomness = dict(seed=5)"}}, "c/a.py"),
      "randomness.seed = 5 (`c/a.py` → `c/b.py`:1)");
  EXPECT_EQ(
      judged({{"c/d/a.py", "with read_base():\n    from ..b import *\nlr = 1"}, {"c/b.py", "seed = None"}},
             "c/d/a.py"),
      "`seed` is `None`: the run picks a seed of its own (`c/d/a.py` → `c/b.py`:1)");
  EXPECT_EQ(judged({{"c/a.py", "from .b import helper"}, {"c/b.py", "seed = 1"}}, "c/a.py"),
            "it has no `seed`");
  EXPECT_EQ(judged({{"c/a.py", "from b import *"}, {"c/b.py", "seed = 1"}}, "c/a.py"), "it has no `seed`");
}

TEST(Compose, NothingMultipliesAndNothingIsEndless) {
  Tree tree;
  for (int at = 0; at < 40; ++at) {
    const std::string next = fmt::format("c{}.yaml", at + 1);
    tree[fmt::format("c{}.yaml", at)] = fmt::format("_base_: [{}, {}]", next, next);
  }
  EXPECT_NE(judged(tree, "c0.yaml").find("but no more than 64 files and 16 levels are read"),
            std::string::npos);
  std::string names = "_base_:\n";
  for (int at = 0; at < 20000; ++at) names += fmt::format("- x{}.yaml\n", at);
  Library library(Tree{{"a.yaml", names}});
  ASSERT_TRUE(compose("a.yaml", std::ref(library)).value());
  EXPECT_LT(library.look_ups, 2000);
}

TEST(Compose, AnErrorOfTheRepositoryIsOne) {
  Library library(Tree{{"a.yaml", "_base_: b.yaml"}});
  const auto result = compose("a.yaml", [&](const std::string& path) -> Result<const ConfigFile*> {
    if (path == "b.yaml") return fail(verbatim("object missing"));
    return library(path);
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, verbatim("object missing"));
}

}  // namespace
}  // namespace expgate::content
