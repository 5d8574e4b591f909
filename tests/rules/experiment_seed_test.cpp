#include "rules/seed_edits.h"

namespace expgate::test {
namespace {

TEST(ExperimentSeed, OneValidSeedIsEnough) {
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/exp/vit.yaml", "seed: 42\n"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/a.yaml", "lr: 1\n"}, {"configs/b.toml", "seed = 1\n"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/a.yaml", "a: ["}, {"configs/b.json", "{\"seed\": 1}"}})));
  EXPECT_TRUE(catches_not(kRule, "configs: ['hp/*']", tip({{"hp/a.yaml", "seed: 1\n"}})));
}

// mmengine has a package `config`, others src/config/loader.py: modules are no configs.
TEST(ExperimentSeed, ModulesInFoldersOfConfigsAreCode) {
  const std::string module = "import yaml\n\nclass Config(dict):\n    pass\n";
  const std::string loader = "def load(path):\n    return open(path)\n";
  TipCase made = tip({{"src/config/config.py", module}, {"configs/vit.yaml", "seed: 42\n"}});
  made.changed = {"src/config/config.py"};
  EXPECT_TRUE(catches_not(kRule, "", made)) << "no config was changed";
  made.files["src/config/config.py"] = "lr = 1\n";
  EXPECT_TRUE(catches(kRule, "", made, "`src/config/config.py` has no valid seed"));
  const Violations mixed = judge(
      kRule, "",
      tip({{"src/config/config.py", module}, {"src/config/load.py", loader}, {"configs/a.yaml", "lr: 1"}}));
  ASSERT_EQ(mixed.size(), 1U);
  EXPECT_EQ(mixed[0].reason->name, "no-seed");
  EXPECT_EQ(mixed[0].path, "configs/a.yaml");
  EXPECT_TRUE(catches(kRule, "", tip({{"src/config/config.py", module}}),
                      "`src/config/config.py` has no valid seed"));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/vit.py", "class Config:\n    seed: int = 42\n"}})));
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"configs/vit.py", "def get_config():\n    c = dict(lr=1)\n    return c\n"},
                           {"configs/a.yaml", "lr: 1"}}),
                      "none of the 2 experiment configs"));
}

// With `_self_` first, a line more in config.yaml would be the key a second time, and change nothing.
TEST(ExperimentSeed, TheLineToWriteIsWhereTheValueWins) {
  const std::string group = "# @package _global_\nseed: null\n";
  EXPECT_TRUE(
      catches(kRule, "configs: [conf/config.yaml]",
              tip({{"conf/config.yaml", "defaults:\n  - _self_\n  - model: vit\nseed: 1\n"},
                   {"conf/model/vit.yaml", group}}),
              "write `seed: 42` in line 2 of `conf/model/vit.yaml`, which wins over `conf/config.yaml`"));
  EXPECT_TRUE(
      catches(kRule, "configs: [configs/a.yaml]",
              tip({{"configs/a.yaml", "_base_: b.yaml\nlr: 1\n"}, {"configs/b.yaml", "seed: null\n"}}),
              "add the line `seed: 42` to `configs/a.yaml`"));
}

// Hydra composes it only where the command line chooses it, and then below the name of its group.
TEST(ExperimentSeed, AChoiceThatNothingTakesSpeaksForNoRun) {
  TipCase made = tip({{"conf/config.yaml", "defaults:\n  - trainer: a\n"},
                      {"conf/trainer/a.yaml", "lr: 1\n"},
                      {"conf/trainer/b.yaml", "seed: 42\n"}});
  EXPECT_TRUE(catches(kRule, "", made, "add the line `seed: 42` to `conf/config.yaml`"));
  made.files["conf/trainer/b.yaml"] = "# @package _global_\nseed: 42\n";
  EXPECT_TRUE(catches_not(kRule, "", made));
  made.files["conf/trainer/b.yaml"] = "seed: 42\n";
  made.files["conf/config.yaml"] = "defaults:\n  - trainer: b\n";
  EXPECT_TRUE(catches_not(kRule, "", made));
}

TEST(ExperimentSeed, TheLineToAddStandsWhereItBelongs) {
  EXPECT_TRUE(catches(kRule, "", tip({{"config/a.yaml", "common:\n  fp16: true\ntask:\n  data: x\n"}}),
                      "add `  seed: 42` as line 2 of `config/a.yaml`"));
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"configs/a.py",
                            "import ml_collections\ndef get_config():\n  c = ml_collections.ConfigDict()\n"
                            "  return c\n"}}),
                      "add `  c.seed = 42` as line 4 of `configs/a.py`"));
  EXPECT_TRUE(catches(kRule, "", tip({{"a.gin", "train.lr = 0.1\nseed = 42\n"}}),
                      "bind the argument that seeds the run in `a.gin`"))
      << "a macro that nothing takes";
}

TEST(ExperimentSeed, AnArgumentIsWrittenAsOne) {
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"configs/a.py", "randomness = dict(seed=None, deterministic=False)\n"}}),
                      "write `randomness = dict(seed=42, deterministic=False)` in line 1 of `configs/a.py`"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.py", "seed = None\n"}}), "write `seed = 42` in line 1"));
}

TEST(ExperimentSeed, ZeroIsASeedButNotToEverybody) {
  const Violations found =
      judge(kRule, "", tip({{"configs/a.yaml", "_base_: b.yaml"}, {"configs/b.yaml", "lr: 1\nseed: 0x0"}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].only_warns);
  EXPECT_EQ(found[0].reason->name, "zero-seed");
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"configs/a.yaml", "_base_: b.yaml"}, {"configs/b.yaml", "lr: 1\nseed: 0x0"}}),
                      "`configs/a.yaml` has the seed 0 (`configs/a.yaml` → `configs/b.yaml`:2), which some "
                      "frameworks read as "
                      "\"no seed\" | write any other number in line 2 of `configs/b.yaml`"));
  EXPECT_EQ(edited(found), "configs/b.yaml:2 'seed: 0x0' 'seed: 42'");
  EXPECT_EQ(found[0].path, "configs/b.yaml");
  EXPECT_EQ(found[0].line, 2);
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/a.yaml", "seed: [0, 1]"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/a.yaml", "seed: 10"}})));
}

TEST(ExperimentSeed, SaysWhatIsWrongWhereAndWhatToWrite) {
  const Violations empty = judge(kRule, "", tip({{"configs/exp/vit.yaml", "lr: 0.1\nseed:\n"}}));
  ASSERT_EQ(empty.size(), 1U);
  EXPECT_EQ(empty[0].reason->name, "invalid-seed");
  EXPECT_EQ(empty[0].path, "configs/exp/vit.yaml");
  EXPECT_EQ(empty[0].line, 2);
  EXPECT_TRUE(
      catches(kRule, "", tip({{"configs/exp/vit.yaml", "lr: 0.1\nseed:\n"}}),
              "`configs/exp/vit.yaml` has no valid seed: `seed` is empty | write `seed: 42` in line 2 of "
              "`configs/exp/vit.yaml`"));
  EXPECT_EQ(edited(empty), "configs/exp/vit.yaml:2 'seed:' 'seed: 42'");
  const Violations none = judge(kRule, "", tip({{"configs/a.yaml", "lr: 0.1\n"}}));
  EXPECT_EQ(none.at(0).reason->name, "no-seed");
  EXPECT_TRUE(catches(
      kRule, "", tip({{"configs/a.yaml", "lr: 0.1\n"}}),
      "`configs/a.yaml` has no valid seed: it has no `seed` | add the line `seed: 42` to `configs/a.yaml`"));
  EXPECT_EQ(edited(none), "configs/a.yaml:1 '' 'seed: 42'");
  EXPECT_EQ(none.at(0).line, std::nullopt);
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.json", "{}"}}), "write `{\"seed\": 42}` in line 1 of"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.toml", "[train]\nrandom_seed = -1"}}),
                      "write `random_seed = 42` in line 2"));
}

TEST(ExperimentSeed, TheLineIsEditedWhereItsLayoutAllowsIt) {
  const char* const kYaml = "configs/a.yaml";
  EXPECT_EQ(edited(kYaml, "train:\n  seed: null  # later\n"),
            "2 '  seed: null  # later' '  seed: 42  # later'");
  EXPECT_EQ(edited(kYaml, "runs:\n- seed: -1\n"), "2 '- seed: -1' '- seed: 42'");
  EXPECT_EQ(edited(kYaml, "seed: [1, null]\r\nlr: 1\r\n"), "1 'seed: [1, null]\r' 'seed: 42\r'");
  EXPECT_EQ(edited("configs/a.json", "{\n  \"seed\": null,\n  \"lr\": 1\n}"),
            "2 '  \"seed\": null,' '  \"seed\": 42,'");
  EXPECT_EQ(edited("configs/a.toml", "[train]\nrandom_seed = -1"), "2 'random_seed = -1' 'random_seed = 42'");
  EXPECT_EQ(edited("configs/a.py", "class C:\n    seed: int = None\n"),
            "2 '    seed: int = None' '    seed: int = 42'");
  EXPECT_EQ(edited("configs/a.py", "train = dict(\n    seed=None,\n)\n"),
            "2 '    seed=None,' '    seed=42,'");
  EXPECT_EQ(edited(kYaml, "{seed: null, lr: 1}\n"), "1 '{seed: null, lr: 1}' '{seed: 42, lr: 1}'");
  EXPECT_EQ(edited(kYaml, "a: 1\nb: {\n  seed: null }\n"), "3 '  seed: null }' '  seed: 42 }'");
  for (const char* odd : {"seed:\n  - 1\n  - null\n", "seed: &s null\nb: *s\n", "seed: |\n  x\n",
                          "a: {b_seed: 1, x: [seed: 2]}\nseed: [\n null]\n"})
    EXPECT_EQ(edited(kYaml, odd), "") << odd;
  EXPECT_EQ(edited("configs/a.py", "train = dict(lr=1, seed=None)\n"),
            "1 'train = dict(lr=1, seed=None)' 'train = dict(lr=1, seed=42)'");
}

// Where a project has no config files, its arguments are its config.
TEST(ExperimentSeed, DefaultsOfArgumentsCountWithoutConfigs) {
  const auto script = [](const std::string& line) {
    return "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('--lr', default=1)\n" +
           line;
  };
  const std::string seeded = script("parser.add_argument('--seed', type=int, default=42)\n");
  EXPECT_TRUE(catches_not(kRule, "", tip({{"train.py", seeded}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"train.py", seeded}, {"configs/a.yaml", "lr: 1\n"}}),
                      "`configs/a.yaml` has no valid seed"));
  EXPECT_EQ(
      edited(judge(kRule, "",
                   tip({{"train.py", script("parser.add_argument('--seed', type=int, default=None)\n")}}))),
      "train.py:4 'parser.add_argument('--seed', type=int, default=None)' "
      "'parser.add_argument('--seed', type=int, default=42)'");
  const std::string other = script("parser.add_argument('--seed', default=7)\n");
  EXPECT_TRUE(catches_not(kRule, "", tip({{"sample.py", other}})));
  EXPECT_FALSE(judge(kRule, "", tip({{"sample.py", other}, {"train.py", script("")}})).empty());
  // No default of what must be given on the command line is ever used.
  EXPECT_EQ(
      edited(judge(kRule, "", tip({{"train.py", script("parser.add_argument('--seed', required=True)\n")}}))),
      "train.py:4 'parser.add_argument('--seed', required=True)' "
      "'parser.add_argument('--seed', default=42)'");
  EXPECT_EQ(
      edited(judge(kRule, "",
                   tip({{"train.py", script("parser.add_argument('--seed', required=True, default=7)\n")}}))),
      "train.py:4 'parser.add_argument('--seed', required=True, default=7)' "
      "'parser.add_argument('--seed', required=False, default=42)'");
  EXPECT_EQ(
      edited(judge(kRule, "", tip({{"train.py", script("parser.add_argument('--seed', type=int)\n")}}))),
      "train.py:4 'parser.add_argument('--seed', type=int)' "
      "'parser.add_argument('--seed', type=int, default=42)'");
  EXPECT_TRUE(catches_not(kRule, "",
                          tip({{"train.py",
                                "from absl import flags\n"
                                "flags.DEFINE_integer('seed', 42, 'The seed.')\n"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"train.py", "@dataclass\nclass Args:\n    seed: int = 1\n"}})));
  EXPECT_TRUE(
      catches_not(kRule, "", tip({{"main.py", "import typer\ndef main(seed: int = 7):\n    pass\n"}})));
  EXPECT_EQ(
      edited(judge("experiment-config", "", tip({{"train.py", script("args = parser.parse_args()\n")}}))),
      "train.py:4 '' 'parser.add_argument(\"--seed\", type=int, default=42)'");
}

TEST(ExperimentSeed, ALineIsAddedBehindTheHeader) {
  const char* const kYaml = "configs/a.yaml";
  EXPECT_EQ(edited(kYaml, "# @package _global_\n---\nlr: 1\n"), "3 '' 'seed: 42'");
  EXPECT_EQ(edited(kYaml, "# nothing\n"), "2 '' 'seed: 42'");
  EXPECT_EQ(edited(kYaml, "{lr: 1}\n"), "1 '{lr: 1}' '{seed: 42, lr: 1}'");
  EXPECT_EQ(edited("configs/a.json", "{\n  \"lr\": 1\n}"), "2 '' '  \"seed\": 42,'");
  EXPECT_EQ(edited("configs/a.json", "{\"lr\": 1}"), "1 '{\"lr\": 1}' '{\"seed\": 42, \"lr\": 1}'");
  EXPECT_EQ(edited("configs/a.toml", "# a\n[train]\nlr = 1\n"), "2 '' 'seed = 42'");
  EXPECT_EQ(edited("configs/a.py", "import os\nlr = 1\n"), "3 '' 'seed = 42'");
}

TEST(ExperimentSeed, SeveralConfigsAreNamedAndCounted) {
  EXPECT_TRUE(catches(
      kRule, "", tip({{"configs/a.yaml", "lr: 1"}, {"configs/b.yaml", "a: 1\nseed: null"}}),
      "none of the 2 experiment configs has a valid seed: `configs/b.yaml`:2 (`seed` is `null`: the run "
      "picks a seed of its own), `configs/a.yaml` (it has no `seed`) | give one of them a seed: write "
      "`seed: 42` in line 2 of `configs/b.yaml`"));
  std::map<std::string, std::string> files;
  for (int at = 0; at < 9; ++at) files["configs/" + std::to_string(at) + ".yaml"] = "lr: 1";
  EXPECT_TRUE(catches(kRule, "", tip(files), "none of the 9 experiment configs"));
  EXPECT_TRUE(catches(kRule, "", tip(files), "`configs/2.yaml` (it has no `seed`), and 6 more |"));
}

TEST(ExperimentSeed, WhatTheBranchChangesDecides) {
  const std::map<std::string, std::string> files = {
      {"configs/base.yaml", "seed: 42"}, {"configs/exp/vit.yaml", "seed:"}, {"train.py", "x"}};
  EXPECT_TRUE(
      catches(kRule, "", tip(files, {"configs/exp/vit.yaml"}), "`configs/exp/vit.yaml` has no valid seed"));
  EXPECT_TRUE(judge(kRule, "", tip(files, {"configs/exp/vit.yaml", "configs/base.yaml"})).at(0).only_warns);
  EXPECT_TRUE(catches_not(kRule, "", tip(files, {"train.py"})));
}

TEST(ExperimentSeed, FilesOfOtherToolsDoNotCount) {
  for (const char* path :
       {".github/workflows/train.yml", ".gitlab-ci.yml", "docker-compose.yml", "configs/docker-compose.yml",
        "docs/config/a.yaml", "tests/configs/a.yaml", "mkdocs.yml", "pyproject.toml"}) {
    EXPECT_TRUE(catches(kRule, "", tip({{path, "seed: 42\n"}}), "has no experiment config, so no seed"))
        << path;
  }
}

TEST(ExperimentSeed, WhatCannotBeJudgedIsNotGood) {
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "seed: 42\nseed: 43\n"}}),
                      "`configs/a.yaml` cannot be read, so it has no valid seed: duplicate key `seed`"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "seed: 42\n---\nseed: 43\n"}}), "second document"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "lr: {{ lr }}\nseed: %(seed)s\n"}}),
                      "fix line 2 of `configs/a.yaml`, or add a config with `seed: 42`"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "seed: 42\n" + std::string(5 << 20, '#')}}),
                      "larger than 4 MiB"));
}

TEST(ExperimentSeed, NoConfigNoSeed) {
  const Violations found = judge(kRule, "", tip({{"train.py", "x = 42"}}));
  EXPECT_EQ(found.at(0).reason->name, "no-config");
  EXPECT_EQ(edited(found), "configs/exp/vit.yaml:1 '' 'seed: 42'");
}

TEST(ExperimentSeed, InheritedSeedsCount) {
  EXPECT_TRUE(
      catches_not(kRule, "",
                  tip({{"configs/exp/vit.yaml", "_base_: ../base.yaml"}, {"configs/base.yaml", "seed: 42"}},
                      {"configs/exp/vit.yaml"})));
  EXPECT_TRUE(catches_not(kRule, "",
                          tip({{"configs/vit.py", "_base_ = './base.py'"}, {"configs/base.py", "seed = 42"}},
                              {"configs/vit.py"})));
  EXPECT_TRUE(catches_not(
      kRule, "",
      tip({{"configs/vit.yaml", "_base_: ../shared/base.yaml"}, {"shared/base.yaml", "seed: 42"}})));
}

TEST(ExperimentSeed, TheChainIsNamed) {
  const Violations found = judge(kRule, "",
                                 tip({{"configs/exp/vit.yaml", "lr: 1\n_base_: ../base.yaml"},
                                      {"configs/base.yaml", "a: 1\nseed: null"}},
                                     {"configs/exp/vit.yaml"}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reason->name, "invalid-inherited-seed");
  EXPECT_EQ(english({found[0].reason->text, found[0].arguments}),
            "`configs/exp/vit.yaml` has no valid seed: `seed` is `null`: the run picks a seed of its own "
            "(`configs/exp/vit.yaml` → `configs/base.yaml`:2)");
  EXPECT_EQ(edited(found), "configs/exp/vit.yaml:1 '' 'seed: 42'");
  EXPECT_EQ(found[0].line, std::nullopt);
  EXPECT_TRUE(catches(
      kRule, "", tip({{"configs/vit.yaml", "_base_: base.yaml"}}),
      "cannot be loaded, so it has no valid seed: it inherits from `base.yaml`, which is not in the tip"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/vit.yaml", "extends: base.yaml"}}),
                      "it has no `seed`; it inherits from `base.yaml`, which is not in the tip"));
}

TEST(ExperimentSeed, WhatIsMadeOfAChangedConfigIsAffected) {
  const std::map<std::string, std::string> files = {{"conf/config.yaml", "defaults: [model: vit]\nseed: 42"},
                                                    {"conf/model/vit.yaml", "depth: 12"},
                                                    {"conf/model/swin.yaml", "depth: 24"},
                                                    {"conf/other.yaml", "depth: 24"},
                                                    {"conf/third.yaml", "seed: 42"}};
  EXPECT_TRUE(catches_not(kRule, "", tip(files, {"conf/model/vit.yaml"})));   // config.yaml is made of it
  EXPECT_TRUE(catches_not(kRule, "", tip(files, {"conf/model/swin.yaml"})));  // and may choose this one
  EXPECT_TRUE(catches(kRule, "", tip(files, {"conf/other.yaml"}), "`conf/other.yaml` has no valid seed"));
}

TEST(ExperimentSeed, WhatIsInheritedFromOutsideTheFoldersOfConfigsIsAffectedToo) {
  const std::map<std::string, std::string> files = {{"configs/a.yaml", "_base_: ../shared/base.yaml"},
                                                    {"configs/b.yaml", "seed: 42"},
                                                    {"shared/base.yaml", "seed: null"},
                                                    {"shared/other.yaml", "x: 1"}};
  EXPECT_TRUE(catches(kRule, "", tip(files, {"shared/base.yaml"}), "`configs/a.yaml` has no valid seed"));
  EXPECT_TRUE(catches_not(kRule, "", tip(files, {"shared/other.yaml"}))) << "nothing is made of it";
}

TEST(ExperimentSeed, AConfigOfAPartOfTheRunIsNoExperiment) {
  EXPECT_TRUE(catches(
      kRule, "", tip({{"conf/dataset/cifar.yaml", "seed: 42"}}),
      "`conf/dataset/cifar.yaml` has no valid seed: it is in `dataset/`, so its `seed` seeds only a part of "
      "the run"));
  EXPECT_TRUE(catches(kRule, "", tip({{"src/configs/a/train_loader/x.yaml", "seed: 42"}}),
                      "it is in `train_loader/`"));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"conf/dataset/cifar.yaml", "# @package _global_\nseed: 42"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"dataset/configs/cifar.yaml", "seed: 42"}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"conf/hydra/sweeper/a.yaml", "sampler: {seed: 42}"}}),
                      "has no experiment config"))
      << "it configures Hydra";
  EXPECT_TRUE(catches_not(kRule, "", tip({{"conf/model/vit.yaml", "seed: 42"}})));
}

TEST(ExperimentSeed, WhatWasLookedThroughIsNamed) {
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"configs/a.yaml", "_base_: b.yaml"},
                           {"configs/b.yaml", "_base_: c.yaml"},
                           {"configs/c.yaml", "x: 1"}},
                          {"configs/a.yaml"}),
                      "`configs/a.yaml` has no valid seed: it has no `seed` (also looked for in "
                      "`configs/b.yaml`, `configs/c.yaml`) |"));
}

TEST(ExperimentSeed, PythonConfigsAreRead) {
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/vit.py", "randomness = dict(seed=42)"}})));
  EXPECT_TRUE(
      catches(kRule, "", tip({{"configs/vit.py", "import os\nseed = None"}}), "write `seed = 42` in line 2"));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/vit.py", "seed = time.time()"}}), "is computed at run time"));
}

TEST(ExperimentSeed, MoreThanCanBeLookedAtIsNotGood) {
  std::map<std::string, std::string> files;
  for (int at = 0; at < 2100; ++at) files["configs/" + std::to_string(10000 + at) + ".yaml"] = "lr: 1";
  files["configs/99999.yaml"] = "seed: 42";
  EXPECT_TRUE(catches(kRule, "", tip(files), "none of the first 2000 experiment configs has a valid seed"));
  files["configs/vit.yaml"] = "seed: 42";  // the branch's own comes first
  EXPECT_TRUE(catches_not(kRule, "", tip(files)));
}

// nanoGPT: the config says 42, the code seeds with 1337.
TEST(ExperimentSeed, TheSeedHasToArrive) {
  const auto judged = [](const std::string& script, const std::string& config = "seed: 42\n") {
    return tip({{"configs/exp/vit.yaml", config}, {"train.py", script}});
  };
  const std::string constant =
      "import torch\ntorch.manual_seed(1337 + seed_offset())\ndef seed_offset(): return 0\n";
  EXPECT_TRUE(judge(kRule, "", judged(constant)).at(0).only_warns);
  EXPECT_TRUE(
      catches(kRule, "", judged(constant),
              "the code does not seed with `seed` of `configs/exp/vit.yaml`, but with something else: "
              "`torch.manual_seed(1337 + seed_offset())` in `train.py`:2"));
  EXPECT_TRUE(catches_not(kRule, "", judged("import torch\ntorch.manual_seed(cfg.seed)\n")));
  EXPECT_TRUE(catches_not(kRule, "", judged("import torch\ntorch.manual_seed(of_somebody())\n")))
      << "not followed";
  EXPECT_TRUE(catches_not(kRule, "", judged("import torch\nx = 1\n"))) << "seed-applied says it";
  EXPECT_TRUE(catches_not(kRule, "", tip({{"configs/exp/vit.yaml", "seed: 42\n"}}))) << "no code";
  EXPECT_TRUE(catches_not(kRule, "", judged("import torch\ntorch.manual_seed(1\n"))) << "no Python";
  EXPECT_TRUE(
      catches_not(kRule, "", judged(constant, "seed: 42\n_: !apply:torch.manual_seed [!ref <seed>]\n")));
  EXPECT_TRUE(
      catches_not(kRule, "", judged(constant, "seed: 42\nrng:\n  _target_: lightning.seed_everything\n")));
  const std::string demo = "import torch\nif __name__ == '__main__':\n  torch.manual_seed(0)\n";
  const std::string trains = "import torch\nif __name__ == '__main__':\n  torch.manual_seed(cfg.seed)\n";
  EXPECT_FALSE(
      judge(kRule, "", tip({{"configs/a.yaml", "seed: 1\n"}, {"scripts/run_demo.py", demo}})).empty());
  EXPECT_TRUE(catches_not(kRule, "",
                          tip({{"configs/a.yaml", "seed: 1\n"},
                               {"scripts/run_demo.py", demo},
                               {"src/vit/tasks/train.py", trains}})))
      << "what trains lies deeper";
  EXPECT_EQ(judge(kRule, "", judged(constant, "seed: null\n")).size(), 1U) << "one thing after the other";
}

}  // namespace
}  // namespace expgate::test
