#include "content/configs/seed_lines.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "content/configs/compose.h"
#include "content/configs/line_edits.h"

namespace expgate::content {
namespace {

// The config after the edit that is proposed for it; "by hand" where there is none.
std::string mended(const std::string& path, const std::string& source, bool is_inherited = false) {
  const ConfigFile file = read_config_file(path, source);
  const OpenConfig one = [&](const std::string& wanted) -> Result<const ConfigFile*> {
    return wanted == path ? &file : nullptr;
  };
  const auto config = compose(path, one).value();
  if (!config) return "ERROR";
  const SeedVerdict verdict = find_seed(*config);
  if (verdict.seed) return "seeded";
  const SeedProblem& problem = verdict.problems.front();
  std::optional<LineEdit> edit;
  if (!problem.key.empty())
    edit = replaced_seed(path, source, problem.location.line, problem.key, *config->system);
  const auto keys = seed_keys(*config->system);
  const std::string key(!problem.key.empty() || keys.empty() ? problem.key : std::string(keys.front()));
  if (!edit) edit = added_seed(path, source, key, *config->system, is_inherited);
  if (!edit) return "by hand";
  EXPECT_NE(edit->old, edit->replacement);
  return with_edits(path, source, {Edit{path, edit->line, edit->old, edit->replacement}}).text;
}

constexpr const char* kByHand = "by hand";

void expect_mended(const std::string& source, const std::string& expected, const std::string& around = "") {
  const std::string whole = expected == kByHand ? expected : around + expected;
  EXPECT_EQ(mended("c.py", around + source), whole) << source;
}

TEST(SeedLines, AValueAmongOthersIsFoundByItsSyntax) {
  expect_mended("lr, seed = 1, None\n", "lr, seed = 1, 42\n");
  expect_mended("(lr, seed) = (1, None)\n", "(lr, seed) = (1, 42)\n");
  expect_mended("lr = 1; seed = None; x = 2\n", "lr = 1; seed = 42; x = 2\n");
  expect_mended("seed: int = None  # seed = 1\n", "seed: int = 42  # seed = 1\n");
  expect_mended("cfg = dict(lr=1, seed=None)\n", "cfg = dict(lr=1, seed=42)\n");
  expect_mended("cfg = {'lr': 1, 'seed': None}\n", "cfg = {'lr': 1, 'seed': 42}\n");
  expect_mended("seed=None\r\nlr = 1\r\n", "seed=42\r\nlr = 1\r\n");
  expect_mended("if True: seed = None\n", "if True: seed = 42\n");
  expect_mended("seed: int = field(default=None, repr=False)\n",
                "seed: int = field(default=42, repr=False)\n");
}

TEST(SeedLines, WhereTheLineDoesNotDoOneIsAdded) {
  expect_mended("seed = (\n  None\n)\n", "seed = (\n  None\n)\nseed = 42\n");
  expect_mended("a = seed = None\n", "a = seed = None\nseed = 42\n");
  expect_mended("if x: seed = 42\n", "if x: seed = 42\nseed = 42\n");
  expect_mended("lr = 1  # no end of line", "lr = 1  # no end of line\nseed = 42\n");
  expect_mended("lr, seed = f()\n", "lr, seed = f()\nseed = 42\n");
  expect_mended("seed = None\nif seed: lr = 2\nelse: lr = 3\n",
                "seed = None\nif seed: lr = 2\nelse: lr = 3\nseed = 42\n");
}

TEST(SeedLines, WhereNothingIsSafeAPersonDoesIt) {
  expect_mended("seed = dict(a=1)\n", kByHand);
  expect_mended("cfg = dict(seed=\n  None)\n", kByHand);
}

TEST(SeedLines, Mmengine) {
  const std::string scope = "default_scope = 'm'\n";
  expect_mended("lr = 1\n", "lr = 1\nrandomness = dict(seed=42)\n", scope);
  expect_mended("randomness = dict(deterministic=True)\n", "randomness = dict(deterministic=True, seed=42)\n",
                scope);
  expect_mended("randomness = dict(seed=\n  None)\n",
                "randomness = dict(seed=\n  None)\nrandomness['seed'] = 42\n", scope);
  expect_mended("randomness = dict()\n", "randomness = dict(seed=42)\n", scope);
  expect_mended("randomness = {'deterministic': True}\n",
                "randomness = {'deterministic': True, 'seed': 42}\n", scope);
  expect_mended("randomness = dict(\n    deterministic=True,\n)\n",
                "randomness = dict(\n    deterministic=True, seed=42,\n)\n", scope);
  expect_mended("randomness = dict(seed=1)\nrandomness['seed'] = None\n",
                "randomness = dict(seed=1)\nrandomness['seed'] = 42\n", scope);
  expect_mended("randomness = dict(seed=1)\nrandomness.clear()\n",
                "randomness = dict(seed=1)\nrandomness.clear()\nrandomness['seed'] = 42\n", scope);
  expect_mended("randomness = dict(a=1, seed=1)\nfor k in list(randomness): del randomness[k]\n",
                "randomness = dict(a=1, seed=1)\nfor k in list(randomness): del randomness[k]\n"
                "randomness['seed'] = 42\n",
                scope);
  expect_mended("if x:\n  randomness = dict(seed=42, deterministic=True)\n", kByHand, scope);
  expect_mended("randomness = f()\n", kByHand, scope);
  const std::string lazy =
      "from mmengine.config import read_base\nwith read_base():\n  from .b import *\nlr = 1\n";
  EXPECT_EQ(mended("c.py", lazy, true), lazy + "randomness.update(seed=42)\n");
  EXPECT_EQ(mended("c.py", lazy, false), lazy + "randomness = dict(seed=42)\n");
}

TEST(SeedLines, MlCollections) {
  const std::string top = "import ml_collections\n\n\ndef get_config():\n";
  const std::string config = top + "  config = ml_collections.ConfigDict()\n";
  expect_mended("  return config\n", "  config.seed = 42\n  return config\n", config);
  expect_mended("  return (config)\n", "  config.seed = 42\n  return (config)\n", config);
  expect_mended("  config.lock()\n  return config\n",
                "  config.seed = 42\n  config.lock()\n  return config\n", config);
  expect_mended("  return config.lock()\n", "  config.seed = 42\n  return config.lock()\n", config);
  expect_mended("  if x:\n    return config\n  config.lr = 1\n  return config\n",
                "  config.seed = 42\n  if x:\n    return config\n  config.lr = 1\n  return config\n", config);
  expect_mended("  lr, config.seed = 1, None\n  return config\n",
                "  lr, config.seed = 1, 42\n  return config\n", config);
  expect_mended("  return ml_collections.FrozenConfigDict(config)\n",
                "  config.seed = 42\n  return ml_collections.FrozenConfigDict(config)\n", config);
  expect_mended("  return ml_collections.ConfigDict(dict(lr=1))\n",
                "  return ml_collections.ConfigDict(dict(lr=1, seed=42))\n", top);
  expect_mended("  return ml_collections.ConfigDict({'lr': 1})\n",
                "  return ml_collections.ConfigDict({'lr': 1, 'seed': 42})\n", top);
  expect_mended("  return ml_collections.ConfigDict(dict(\n    lr=1,\n  ))\n",
                "  return ml_collections.ConfigDict(dict(\n    lr=1, seed=42,\n  ))\n", top);
  expect_mended("  return ml_collections.ConfigDict()\n",
                "  return ml_collections.ConfigDict(dict(seed=42))\n", top);
  expect_mended("  return ml_collections.ConfigDict(dict(lr=1)).lock()\n",
                "  return ml_collections.ConfigDict(dict(lr=1, seed=42)).lock()\n", top);
  expect_mended("  cfg = {}\n  return ml_collections.ConfigDict(cfg)\n",
                "  cfg = {}\n  cfg['seed'] = 42\n  return ml_collections.ConfigDict(cfg)\n", top);
  expect_mended("  return make_config()\n", kByHand, top);
  expect_mended("  while True:\n    return config\n", kByHand, config);
}

TEST(SeedLines, YacsInCode) {
  const std::string top = "from yacs.config import CfgNode as CN\n";
  expect_mended("_C = CN()\n_C.LR = 1\n", "_C = CN()\n_C.SEED = 42\n_C.LR = 1\n", top);
  expect_mended("_C = CN(\n)\n_C.LR = 1\n", "_C = CN(\n)\n_C.SEED = 42\n_C.LR = 1\n", top);
  expect_mended("_C = CN()\n_C.X = 1; _C.SEED = -1; _C.Y = 2\n",
                "_C = CN()\n_C.X = 1; _C.SEED = 42; _C.Y = 2\n", top);
}

TEST(SeedLines, AMacroOfGinThatNothingTakesIsNoSeed) {
  EXPECT_EQ(mended("c.gin", "train.seed = None\n"), "train.seed = 42\n");
  EXPECT_EQ(mended("c.gin", "SEED = None\ntrain.seed = %SEED\n"), "SEED = 42\ntrain.seed = %SEED\n");
  EXPECT_EQ(mended("c.gin", "SEED = 42\ntrain.lr = 1\n"), kByHand);
  EXPECT_EQ(mended("c.gin", "SEED = 42\nloader.seed = %SEED\n"), kByHand);
  EXPECT_EQ(mended("c.gin", "SEED = 42\ntrain.steps = %SEED\n"), kByHand);
  EXPECT_EQ(mended("c.gin", "a/train.seed = 42\n"), kByHand);
  EXPECT_EQ(mended("c.gin", "SEED = 42\nX = %SEED\ntrain.seed = %X\n"), "seeded");
}

TEST(SeedLines, TheOthersKeepTheirValues) {
  EXPECT_EQ(mended("c.yaml", "a: &s\n  seed: null\nb:\n  <<: *s\n"), "a: &s\n  seed: 42\nb:\n  <<: *s\n");
  EXPECT_EQ(mended("c.yaml", "seed: null  # later\nlr: 1\n"), "seed: 42  # later\nlr: 1\n");
  EXPECT_EQ(mended("c.json", "{\"lr\": 1, \"seed\": null}\n"), "{\"lr\": 1, \"seed\": 42}\n");
}

}  // namespace
}  // namespace expgate::content
