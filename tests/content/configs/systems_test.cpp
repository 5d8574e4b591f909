#include <map>
#include <string>

#include <gtest/gtest.h>

#include "content/configs/compose.h"
#include "content/configs/systems/system.h"

namespace expgate::content {
namespace {

// "mmengine: randomness.seed = 42", else the first problem.
std::string judged(const std::map<std::string, std::string>& tree, const std::string& path) {
  std::map<std::string, ConfigFile> files;
  for (const auto& [name, source] : tree) files.emplace(name, read_config_file(name, source));
  const OpenConfig open = [&](const std::string& wanted) -> Result<const ConfigFile*> {
    const auto found = files.find(wanted);
    return found == files.end() ? nullptr : &found->second;
  };
  const auto config = compose(path, open).value();
  if (!config) return "ERROR: " + english(config.error().what);
  const SeedVerdict verdict = find_seed(*config);
  return std::string(config->system->id) + ": " +
         (verdict.seed ? verdict.seed->key + " = " + verdict.seed->value
                       : english(verdict.problems.front().what));
}
std::string judged(const std::string& path, const std::string& source) {
  return judged({{path, source}}, path);
}

struct Row {
  const char* path;
  const char* source;
  const char* expected;
};

TEST(Systems, EachReadsItsSeedWhereItDoes) {
  const Row rows[] = {
      {"c.py", "default_scope = 'mmdet'\nrandomness = dict(seed=42)\n", "mmengine: randomness.seed = 42"},
      {"c.py", "default_scope = 'mmdet'\nseed = 42\n",
       "mmengine: it has no `randomness.seed`, which is the seed of a run in mmengine; its `seed` is not"},
      {"c.yaml", "default_scope: m\nseed: 42\n",
       "mmengine: it has no `randomness.seed`, which is the seed of a run in mmengine; its `seed` is not"},
      {"c.yaml", "train_dataloader: {}\ntrain_cfg: {}\nseed: 42\n",
       "mmengine: it has no `randomness.seed`, which is the seed of a run in mmengine; its `seed` is not"},
      {"c.yaml", "lr: 1\nrandomness: {seed: 42}\n", "mmengine: randomness.seed = 42"},
      {"c.py", "from detectron2.config import CfgNode as CN\n_C = CN()\n_C.SEED = 5\n", "yacs: _C.SEED = 5"},
      {"c.py", "from detectron2.config import LazyCall as L\ntrain = dict(seed=42)\n",
       "lazyconfig: train.seed = 42"},
      {"c.py",
       "import ml_collections\ndef get_config():\n  config = ml_collections.ConfigDict()\n"
       "  config.seed = 42\n  return config\n",
       "ml_collections: config.seed = 42"},
      {"c.py",
       "import ml_collections\ndef get_config():\n  config = ml_collections.ConfigDict()\n"
       "  return config\nseed = 42\n",
       "ml_collections: it has no `seed`; its `seed` seeds only a part of the run"},
      {"c.py",
       "from configs.default import get_default_configs\ndef get_config():\n"
       "  config = get_default_configs()\n  return config\nseed = 42\n",
       "ml_collections: it has no `seed`; its `seed` seeds only a part of the run"},
      {"c.yaml", "_BASE_: ''\nMODEL: {X: 1}\nSEED: 42\n", "yacs: SEED = 42"},
      {"c.yaml", "MODEL: {X: 1}\nSOLVER: {SEED: 42}\n", "yacs: SOLVER.SEED = 42"},
      {"c.yaml", "common: {seed: 42}\ntask: {_name: lm}\n", "fairseq: common.seed = 42"},
      {"c.yaml", "seed: 42\ncommon: {fp16: true}\ntask: {_name: lm}\n",
       "fairseq: it has no `common.seed`, which is the seed of a run in fairseq; its `seed` is not"},
      {"c.yaml", "seed_everything: 42\ntrainer: {}\n", "lightning-cli: seed_everything = 42"},
      {"c.yaml", "fit:\n  seed_everything: 42\n  trainer: {}\n", "lightning-cli: fit.seed_everything = 42"},
      {"c.yaml", "seed_everything: true\ntrainer: {}\n",
       "lightning-cli: `seed_everything` is `true`, not a number"},
      {"c.yaml", "stage: sft\nfinetuning_type: lora\nseed: 42\n", "llama-factory: seed = 42"},
      {"c.yaml", "base_model: x\ndatasets: [{path: a, seed: 7}]\nsequence_len: 4\n",
       "axolotl: it has no `seed`, which is the seed of a run in axolotl; its `datasets.0.seed` is not"},
      {"c.yaml", "model: {_component_: torchtune.models.x}\ntokenizer: {}\nseed: 42\n",
       "torchtune: seed = 42"},
      {"c.yaml", "checkpoint_dir: a\nout_dir: b\ntrain: {}\nseed: 1337\n", "litgpt: seed = 1337"},
      {"c.yaml", "network_g: {}\nmodel_type: X\nmanual_seed: 0\ndatasets: {}\npath: {}\n",
       "basicsr: manual_seed = 0"},
      {"c.json", R"({"output_dir": "o", "per_device_train_batch_size": 8, "seed": 42})",
       "trainer: seed = 42"},
      {"c.json", R"j({"bundle_root": "/b", "network_def": {"_target_": "UNet"},
 "initialize": ["$monai.utils.set_determinism(seed=123)"]})j",
       "monai: initialize.0 = 123"},
      {"c.json", R"j({"bundle_root": "/b", "network_def": {"_target_": "UNet"}, "seed": 7,
 "initialize": ["$monai.utils.set_determinism(seed=@seed)"]})j",
       "monai: seed = 7"},
      {"c.jsonnet", "local s = 42;\n{ dataset_reader: {}, trainer: {}, random_seed: s, }\n",
       "allennlp: random_seed = 42"},
      {"c.jsonnet", "{ dataset_reader: {}, trainer: {}, seed: 42 }\n",
       "allennlp: it has no `random_seed`, which is the seed of a run in AllenNLP; its `seed` is not"},
      {"c.gin", "# c\ntrain.seed = 42\nmodel.dims = [1,\n  2]\n", "gin: train.seed = 42"},
      {"c.gin", "SEED = 42\ntrain.random_seed = %SEED\nloader.seed = 1", "gin: SEED = 42"},
      {"c.gin", "train:\n  seed = 42\n", "gin: train.seed = 42"},
      {"c.gin", "SEED = 42\ntrain.lr = 1\n", "gin: it has no `seed`; no seed takes its macro `SEED`"},
      {"c.gin", "train.seed\n", "ERROR: `train.seed` is not a binding of gin: `name.parameter = value`"},
      {"c.yaml", "method: grid\nparameters: {seed: {min: 1, max: 9}}\n",
       "wandb-sweep: `parameters.seed` is a mapping, not a number"},
      {"c.yaml", "compute_environment: LOCAL_MACHINE\ndistributed_type: MULTI_GPU\n",
       "accelerate: it has no `seed`"},
      {"c.yaml", "lr: 1\nseed: 42\n", ": seed = 42"},
  };
  for (const Row& row : rows) EXPECT_EQ(judged(row.path, row.source), row.expected) << row.source;
}

TEST(Systems, APartsSeedIsNotTheRuns) {
  for (const char* key :
       {"dataset_mixture", "data", "datasets", "train_dataset", "eval", "generation", "augmentation", "split",
        "datamodule", "sampler", "train_loader_cfg", "database", "prepare"})
    EXPECT_EQ(judged("c.yaml", std::string(key) + ":\n  seed: 42\n"),
              ": it has no `seed`; its `" + std::string(key) + ".seed` seeds only a part of the run");
  EXPECT_EQ(judged("c.yaml", "torrent:\n  seeds: 42\n"),
            ": it has no `seed`; its `torrent.seeds` seeds only a part of the run");
  EXPECT_EQ(judged("c.yaml", "data:\n  seed: 1\ntrain:\n  seed: 42\n"), ": train.seed = 42");
}

TEST(Systems, WhatALoaderDoesNotFindStopsIt) {
  EXPECT_EQ(judged("c.yaml", "_base_: nope.yaml\nseed: 42\n"),
            ": it inherits from `nope.yaml`, which is not in the tip");
  EXPECT_EQ(judged("c.yaml", "_base_: ['mmdet::a.py']\nseed: 42\n"), ": seed = 42");
  EXPECT_EQ(judged("c.yaml", "defaults: [model: nope]\nseed: 42\n"), "hydra: seed = 42");
  EXPECT_EQ(judged({{"a/c.py", "from ..utils import *\nseed = 42\n"}, {"utils/__init__.py", ""}}, "a/c.py"),
            ": seed = 42");
  EXPECT_EQ(judged("a/c.py", "from .nope import *\nseed = 42\n"),
            ": it inherits from `nope.py`, which is not in the tip");
}

// W&B reads the `value` of each key, and stops at one that has none.
TEST(Systems, WandbWrapsItsValues) {
  EXPECT_EQ(judged("config-defaults.yaml", "lr: {value: 1}\nseed: {desc: a, value: 3}\n"),
            "wandb-config: seed.value = 3");
  EXPECT_EQ(judged("a.yaml", "wandb_version: 1\nseed: {value: 3}\n"), "wandb-config: seed.value = 3");
  EXPECT_EQ(judged("a.yaml", "lr: {value: 1}\nseed: {value: 3}\n"), "wandb-config: seed.value = 3");
  EXPECT_EQ(
      judged("config-defaults.yaml", "lr: {value: 1}\nseed: 3\n"),
      "wandb-config: it has no `seed.value`, which is the seed of a run in W&B configs; its `seed` is not");
  EXPECT_EQ(judged("a.yaml", "lr: 1\nseed: {value: 3}\n"), ": `seed` is a mapping, not a number");
  EXPECT_EQ(judged("a.yaml", "output_dir: o\nper_device_train_batch_size: 1\nseed: {value: 3}\n"),
            "trainer: `seed` is a mapping, not a number");
}

TEST(Systems, JsonnetAndGinInherit) {
  EXPECT_EQ(judged({{"c/a.jsonnet", "(import 'b.jsonnet') + { lr: 1 }"},
                    {"c/b.jsonnet", "{ dataset_reader: {}, trainer: {}, random_seed: 42 }"}},
                   "c/a.jsonnet"),
            "allennlp: random_seed = 42");
  EXPECT_EQ(judged({{"c/a.gin", "include 'b.gin'\nlr = 1\n"}, {"c/b.gin", "train.seed = 42"}}, "c/a.gin"),
            "gin: train.seed = 42");
  EXPECT_EQ(judged({{"a.gin", "train.seed = 42\ninclude 'b.gin'\n"}, {"b.gin", "train.lr = 1\n"}}, "a.gin"),
            "gin: `train.seed` is computed at run time: `include 'b.gin'`")
      << "what is included later wins";
  EXPECT_EQ(judged("a.gin", "include 'b.gin'\ntrain.seed = 1\n"),
            "gin: it inherits from `b.gin`, which is not in the tip");
}

TEST(Systems, WhatPyYamlReadsOtherwise) {
  const std::pair<const char*, const char*> rows[] = {
      {"seed: 042", ": seed = 34"},
      {"seed: 010", ": seed = 8"},
      {"seed: 008", ": `seed` is the text `008`, not a number"},
      {"seed: 0o17", ": `seed` is the text `0o17`, not a number"},
      {"seed: 1:30", ": seed = 90"},
      {"seed: 0x2A", ": seed = 0x2A"},
      {"seed: 42\nlr 0.1\n", "ERROR: `lr 0.1` has no key: a colon and a blank are missing"},
      {"seed: 42\nx:y\n", "ERROR: `x:y` has no key: a colon and a blank are missing"},
      {"a: \"it\\'s\"\nseed: 1\n", "ERROR: `\\'` is not an escape sequence in double quotes"},
      {"a: [1, , 2]\nseed: 1\n", "ERROR: a value is missing before the comma"},
      {"x: ># c\n  t\nseed: 1\n", "ERROR: `#` is not expected here"},
      {"x:\ty\nseed: 1\n", "ERROR: a tab between values; YAML takes spaces only"},
      {"a: |2-\n    x:\ty\n  z\nseed: 1\n", ": seed = 1"},
      {"a: 'it''s'\nb: \"\\u00e9\\\n  x\"\nc: [a, 'b, ,', {d: e,}]\nseed: 1", ": seed = 1"},
      {"a: b\n  c\nseed: 1", ": seed = 1"},
  };
  for (const auto& [source, expected] : rows) EXPECT_EQ(judged("c.yaml", source), expected) << source;
  EXPECT_EQ(judged("c.json", std::string("{\"seed\": 42}\0 junk", 18)),
            "ERROR: a control character: `\\x00`");
}

TEST(Systems, TheGrammarOfInterpolations) {
  const std::pair<const char*, const char*> rows[] = {
      {"int: 42\nseed: ${oc.decode:${int}}", ": `seed` decodes a value that is not a text: `42`"},
      {"dict: {a: 42}\nseed: ${dict[\"a\"]}",
       ": `seed` has an interpolation that OmegaConf does not read: `dict[\"a\"]`"},
      {"a: {b: 42}\nseed: ${a..b}", ": `seed` has an interpolation that OmegaConf does not read: `a..b`"},
      {"a: {b: 42}\nseed: ${a[b]}", ": seed = 42"},
      {"seed: '${oc.create:[1,2]}'", ": seed = [1, 2]"},
      {"seed: '{{$X:42}}'", ": seed = 42"},
      {"int: 42\nname: int\nseed: ${oc.select:${name}}", ": seed = 42"},
      {"int: 42\nseed: '${oc.decode:\"${int}\"}'", ": seed = 42"},
      {"seed: ${oc.decode:'42'}", ": seed = 42"},
      {"seed: ${oc.env:X,'4,2'}", ": `seed` (`${oc.env:X,'4,2'}`) is the text `4,2`, not a number"},
  };
  for (const auto& [source, expected] : rows) EXPECT_EQ(judged("c.yaml", source), expected) << source;
}

}  // namespace
}  // namespace expgate::content
