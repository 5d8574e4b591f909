#include "rules/seed_edits.h"

namespace expgate::test {
namespace {

// What is added is the key that the project's loader reads, as its siblings spell it.
TEST(ExperimentSeed, TheEditSetsTheKeyOfTheSystem) {
  EXPECT_EQ(edited("configs/a.py", "default_scope = 'mmdet'\nrandomness = dict(seed=None)\n"),
            "2 'randomness = dict(seed=None)' 'randomness = dict(seed=42)'");
  EXPECT_EQ(edited("configs/a.py", "default_scope = 'mmdet'\nseed = 1\n"),
            "3 '' 'randomness = dict(seed=42)'");
  EXPECT_EQ(edited("configs/a.py",
                   "import ml_collections\n\ndef get_config():\n  config = "
                   "ml_collections.ConfigDict()\n  return config\n"),
            "5 '' '  config.seed = 42'");
  EXPECT_EQ(edited("configs/a.yaml", "common:\n  fp16: true\ntask: {_name: lm}\n"), "2 '' '  seed: 42'");
  EXPECT_EQ(edited("configs/a.yaml", "common: {fp16: true}\ntask: {_name: lm}\n"),
            "1 'common: {fp16: true}' 'common: {seed: 42, fp16: true}'");
  EXPECT_EQ(edited("configs/a.yaml", "trainer: {}\nmodel: {class_path: x}\n"), "1 '' 'seed_everything: 42'");
  EXPECT_EQ(edited("configs/a.jsonnet", "{\n  dataset_reader: {},\n  trainer: {},\n}\n"),
            "2 '' '  random_seed: 42,'");
  EXPECT_EQ(edited("config.py", "from yacs.config import CfgNode as CN\n_C = CN()\n_C.SEED = -1\n"),
            "3 '_C.SEED = -1' '_C.SEED = 42'");
  EXPECT_TRUE(catches(kRule, "", tip({{"config.py", "from yacs.config import CfgNode\n_C.SEED = -1\n"}}),
                      "write `_C.SEED = 42` in line 2 of `config.py`"));
  EXPECT_EQ(edited(judge(kRule, "",
                         tip({{"configs/a.yaml", "MODEL: {X: 1}\nDATA: {}\n"},
                              {"configs/b.yaml", "MODEL: {X: 1}\nRNG_SEED: -1\n"}},
                             {"configs/a.yaml"}))),
            "configs/a.yaml:1 '' 'RNG_SEED: 42'");
  EXPECT_EQ(
      edited(judge(kRule, "",
                   tip({{"configs/a.yaml", "MODEL: {X: 1}\nDATA: {}\n"},
                        {"vit/config.py",
                         "from yacs.config import CfgNode as CN\n_C = CN()\n"
                         "_C.MODEL = CN()\n_C.DATA = CN()\n_C.SOLVER = CN()\n_C.SOLVER.SEED = -1\n"}}))),
      "configs/a.yaml:1 '' 'SOLVER: {SEED: 42}'");
}

// Each edit is carried out, and the config read again, before it is proposed.
TEST(ExperimentSeed, AnEditIsOneThatTheLoaderSees) {
  const char* const kYaml = "configs/a.yaml";
  EXPECT_EQ(edited(kYaml, "lr: 1\nseed:\n  -1\n"), "3 '  -1' '  42'");
  EXPECT_EQ(edited(kYaml, "lr: 1\nseed: nu\n  ll\n"), "");
  EXPECT_EQ(edited(kYaml, "{\n  lr: 1,\n}\n"), "2 '' '  seed: 42,'");
  EXPECT_EQ(edited(kYaml, "   lr: 1\n   b: 2\n"), "1 '' '   seed: 42'");
  EXPECT_EQ(edited(kYaml, "--- !!map\nlr: 1\n"), "2 '' 'seed: 42'");
  EXPECT_EQ(edited(kYaml, "seed: null  # later: seed: 3\n"),
            "1 'seed: null  # later: seed: 3' 'seed: 42  # later: seed: 3'");
  EXPECT_EQ(edited(kYaml, "base: &b {seed: null}\n<<: *b\n"), "1 '' 'seed: 42'");
  const char* const kJsonnet = "configs/a.jsonnet";
  EXPECT_EQ(edited(kJsonnet, "{lr: 1} + {seed+: null}\n"),
            "1 '{lr: 1} + {seed+: null}' '{lr: 1} + {seed+: 42}'");
  EXPECT_EQ(edited(kJsonnet, "{seed: 3} + {seed+: -9}\n"),
            "1 '{seed: 3} + {seed+: -9}' '{seed: 3} + {seed: 42}'");
  EXPECT_EQ(edited(kJsonnet, "{seed:: 42, lr: 1}\n"), "2 '' '+ { seed::: 42 }'");
  EXPECT_EQ(edited(kJsonnet, "std.mergePatch({seed: 3}, {seed: null})\n"), "2 '' '+ { seed: 42 }'");
  EXPECT_EQ(edited(kJsonnet, "{seed: -1, assert self.seed == -1}\n"), "");
}

TEST(ExperimentSeed, OfHydraTheFileThatWinsIsEdited) {
  const char* const kConfig = "defaults:\n  - _self_\n  - experiment: vit\n\nlr: 1\n";
  EXPECT_EQ(edited(judge(kRule, "",
                         tip({{"conf/config.yaml", kConfig},
                              {"conf/experiment/vit.yaml", "# @package _global_\nseed: null\n"}}))),
            "conf/experiment/vit.yaml:2 'seed: null' 'seed: 42'");
  // a choice that another one overrides is no run of its own
  EXPECT_EQ(edited(judge(kRule, "",
                         tip({{"conf/config.yaml", "defaults:\n  - _self_\n  - a: x\n  - b: y\n\nlr: 1\n"},
                              {"conf/a/x.yaml", "# @package _global_\nseed: 1\n"},
                              {"conf/b/y.yaml", "# @package _global_\nseed: null\n"}}))),
            "conf/b/y.yaml:2 'seed: null' 'seed: 42'");
}

TEST(ExperimentSeed, YacsLaysConfigsOnTheDefaultsInCode) {
  EXPECT_TRUE(catches_not(kRule, "",
                          tip({{"configs/a.yaml", "MODEL: {X: 1}\nDATA: {}\n"},
                               {"config.py",
                                "from yacs.config import CfgNode as CN\n_C = CN()\n_C.MODEL = CN()\n_C.DATA "
                                "= CN()\n_C.SEED = 7\n"}},
                              {"configs/a.yaml"})));
}

// yacs raises KeyError for a key that its defaults do not have, and ValueError for another kind of value.
TEST(ExperimentSeed, YacsTakesOnlyWhatItsDefaultsHave) {
  const auto files = [](const std::string& more, const std::string& config) {
    return tip(
        {{"configs/a.yaml", "MODEL: {D: 2}\n" + config},
         {"config.py",
          "from yacs.config import CfgNode as CN\n_C = CN()\n_C.MODEL = CN()\n_C.MODEL.D = 1\n" + more}},
        {"configs/a.yaml"});
  };
  const std::pair<const char*, const char*> refused[] = {
      {"", "SEED: 42\n"},
      {"_C.RNG_SEED = 1\n", "SEED: 42\n"},
      {"_C.seed = 3\n", "SEED: 42\n"},
      {"_C.SEED = ''\n", "SEED: 42\n"},
      {"_C.SEED = 1.0\n", "SEED: 42\n"},
      {"_C.SEED = True\n", "SEED: 42\n"},
      {"_C.SEED = (1,)\n", "SEED: 42\n"},
      {"_C.SEED = CN()\n", "SEED: 42\n"},
      {"_C.SEED = 1\ndel _C['SEED']\n", "SEED: 42\n"},
      {"_C.S = CN()\n_C.S.LR = 1\n", "S: {SEED: 42}\n"},
      {"def more(c):\n  c.SEED = 3\n", "SEED: 42\n"},
  };
  for (const auto& [more, config] : refused) {
    const Violations found = judge(kRule, "", files(more, config));
    ASSERT_FALSE(found.empty()) << more;
    EXPECT_EQ(found[0].reason->name, "refused-seed") << more;
    EXPECT_TRUE(found[0].remedy.edits.empty()) << more;
  }
  const std::pair<const char*, const char*> taken[] = {
      {"_C.SEED = -1\n", "SEED: 42\n"},
      {"_C.SEED = 0x1F\n", "SEED: 42\n"},
      {"_C.SEED = None\n", "SEED: 42\n"},
      {"_C.SEED = (1,)\n", "SEED: [42]\n"},
      {"_C.SEED = 2 ** 4\n", "SEED: 42\n"},
      {"_C.S = CN(new_allowed=True)\n", "S: {SEED: 42}\n"},
      {"_C.set_new_allowed(True)\n", "SEED: 42\n"},
      {"_C = get_cfg()\n", "SEED: 42\n"},
      {"_C.S = make()\n", "S: {SEED: 42}\n"},
  };
  for (const auto& [more, config] : taken) EXPECT_TRUE(catches_not(kRule, "", files(more, config))) << more;
}

TEST(ExperimentSeed, WithoutASafeEditTheHelpIsInWords) {
  EXPECT_TRUE(catches(kRule, "",
                      tip({{"configs/a.py", "import ml_collections\ndef get_config():\n  return make()\n"}}),
                      "change `configs/a.py` by hand so that what loads it reads `config.seed = 42`"));
  const Violations found = judge(kRule, "",
                                 tip({{"configs/a.py",
                                       "default_scope = 'm'\nrandomness = dict(a=1, seed=1)\n"
                                       "for k in list(randomness): del randomness[k]\n"}}));
  EXPECT_EQ(found.at(0).reason->name, "unsettled-seed");
  EXPECT_EQ(edited(found), "configs/a.py:4 '' 'randomness['seed'] = 42'");
}

TEST(ExperimentSeed, SweepsAndLaunchersAreLeftAlone) {
  const std::string sweep = "method: random\nparameters: {seed: {min: 1, max: 9}}\n";
  const std::string launcher = "compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\n";
  EXPECT_TRUE(catches_not(
      kRule, "",
      tip({{"configs/sweep.yaml", sweep}, {"configs/a.yaml", "seed: 42\n"}}, {"configs/sweep.yaml"})));
  EXPECT_TRUE(catches_not(
      kRule, "",
      tip({{"configs/ddp.yaml", launcher}, {"configs/a.yaml", "seed: 42\n"}}, {"configs/ddp.yaml"})));
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/sweep.yaml", sweep}}), "no experiment config"));
}

TEST(ExperimentSeed, EachChangedConfigWithoutASeedIsAWarning) {
  const Violations found = judge(kRule, "",
                                 tip({{"configs/a.yaml", "lr: 1\nseed: 42\n"},
                                      {"configs/b.yaml", "lr: 1\n"},
                                      {"configs/c.yaml", "lr: 1\nseed: null\n"},
                                      {"configs/tokenizer.yaml", "vocabulary: 100\nmerges: 3\n"}}));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].path, "configs/b.yaml");
  EXPECT_EQ(found[1].path, "configs/c.yaml");
  EXPECT_TRUE(found[0].only_warns && found[1].only_warns);
}

TEST(ExperimentSeed, ConfigsAreFoundByNameOrByWhatTheyHold) {
  for (const char* path :
       {"config_hub/a/b.yaml", "options/train.yaml", "cfgs/a.yaml", "yamls/a.yaml", "experiment/a.yaml",
        "hparams.yaml", "default.yaml", "examples/train_lora/a.yaml", "a/b/c.toml"})
    EXPECT_TRUE(
        catches_not(kRule, "", tip({{path, std::string(path).ends_with("toml") ? "seed = 1" : "seed: 1"}})))
        << path;
  EXPECT_TRUE(catches_not(kRule, "", tip({{"config.py", "seed = 1\n"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"a/b.gin", "train.seed = 1\n"}})));
  EXPECT_TRUE(catches_not(kRule, "", tip({{"vit.jsonnet", "{ seed: 1 }\n"}})));
  EXPECT_TRUE(catches(kRule, "", tip({{"examples/a.yaml", "stage: sft\nfinetuning_type: lora\n"}}),
                      "`examples/a.yaml` has no valid seed: it has no `seed`, which is the seed of a run in "
                      "LLaMA-Factory"));
  EXPECT_TRUE(
      catches(kRule, "configs: [hp/*]", tip({{"examples/a.yaml", "seed: 1\n"}}), "no experiment config"))
      << "a policy that says where configs are means it";
}

TEST(ExperimentSeed, WhatCannotBeLoadedIsNotSeeded) {
  EXPECT_TRUE(catches(kRule, "", tip({{"configs/a.yaml", "_base_: nope.yaml\nseed: 42\n"}}),
                      "`configs/a.yaml` cannot be loaded, so it has no valid seed"));
  const Violations found =
      judge(kRule, "", tip({{"conf/config.yaml", "defaults: [model: nope]\nseed: 42\n"}}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].reason->name, "unknown-default");
  EXPECT_TRUE(found[0].only_warns);
}

TEST(ExperimentSeed, AProposedPathThatGitIgnoresIsForced) {
  const Violations found = judge(kRule, "", tip({{".gitignore", "*.yaml\n"}}));
  EXPECT_EQ(found.at(0).remedy.commands,
            (std::vector<Command>{{"git", "add", "-f", "--", ":/configs/exp/vit.yaml"}, {"git", "commit"}}));
}
// What score_sde and its kin do: each config begins with what the module of the defaults makes.
TEST(ExperimentSeed, AConfigMayBeginWithThatOfAnotherModule) {
  const std::string defaults =
      "import ml_collections\ndef get_default_configs():\n  config = ml_collections.ConfigDict()\n"
      "  config.seed = 42\n  return config\n";
  const std::string config =
      "from configs.default import get_default_configs\ndef get_config():\n"
      "  config = get_default_configs()\n  config.lr = 0.1\n  return config\n";
  TipCase made = tip({{"configs/default.py", defaults}, {"configs/vp/a.py", config}});
  made.changed = {"configs/vp/a.py"};
  EXPECT_TRUE(catches_not(kRule, "", made));
  made.files["configs/default.py"] = "def get_default_configs():\n  return {}\n";
  EXPECT_TRUE(catches(kRule, "", made, "add `  config.seed = 42` as line 5 of `configs/vp/a.py`"));
  made.files["configs/default.py"] = defaults;
  made.files["configs/vp/a.py"] =
      config.substr(0, config.find("  return")) + "  config.seed = None\n  return config\n";
  EXPECT_TRUE(catches(kRule, "", made, "`configs/vp/a.py` has no valid seed"));
}

TEST(ExperimentSeed, YacsTakesTheKeyFromItsDefaults) {
  const std::string defaults = "from yacs.config import CfgNode as CN\n_C = CN()\n_C.LR = 0.1\n";
  TipCase made = tip({{"config.py", defaults}, {"configs/a.yaml", "LR: 0.2\n"}});
  made.changed = {"configs/a.yaml"};
  EXPECT_TRUE(catches(kRule, "", made,
                      "add the line `_C.SEED = 42` to `config.py`, the defaults of `configs/a.yaml`"));
  made.files["config.py"] = defaults + "_C.SEED = 7\n";
  made.files["configs/a.yaml"] = "LR: 0.2\nseed: 42\n";
  EXPECT_TRUE(catches(kRule, "", made, "`seed` is not among the defaults in `config.py`"));
}

}  // namespace
}  // namespace expgate::test
