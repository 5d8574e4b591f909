#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "content/configs/compose.h"

namespace expgate::content {
namespace {

// The seed that counts in the config `path` of a tree, "" where there is none that is certain.
std::string seed_of(const std::map<std::string, std::string>& tree, const std::string& path) {
  std::map<std::string, ConfigFile> files;
  for (const auto& [name, source] : tree) files.emplace(name, read_config_file(name, source));
  const OpenConfig open = [&](const std::string& wanted) -> Result<const ConfigFile*> {
    const auto found = files.find(wanted);
    return found == files.end() ? nullptr : &found->second;
  };
  const auto config = compose(path, open).value();
  if (!config) return "";
  const SeedVerdict verdict = find_seed(*config);
  return verdict.seed ? verdict.seed->value : "";
}

std::string in_mmengine(std::string_view rest) {
  return seed_of({{"c.py", "default_scope = 'm'\n" + std::string(rest)}}, "c.py");
}

// A seed that is there at first, and what comes after it.
std::string after_a_seed(std::string_view rest) {
  return in_mmengine("randomness = dict(seed=42)\n" + std::string(rest));
}

std::string in_get_config(std::string_view body) {
  return seed_of({{"c.py",
                   "import ml_collections\nimport copy\ndef get_config():\n  config = "
                   "ml_collections.ConfigDict()\n" +
                       std::string(body)}},
                 "c.py");
}

// What each loader makes of these was looked at with mmengine and ml_collections themselves.
TEST(PythonConfig, WhatTakesTheSeedAwayIsSeen) {
  for (const std::string_view rest : {"randomness.clear()",
                                      "randomness |= dict(seed=None)",
                                      "r = randomness\nr['seed'] = None",
                                      "for k in list(randomness): del randomness[k]",
                                      "(randomness := dict(deterministic=True))",
                                      "globals()['randomness'] = dict(seed=None)",
                                      "g = globals()\ng['randomness'] = {}",
                                      "globals().update(randomness={})",
                                      "vars()['randomness'] = dict(seed=None)",
                                      "exec('randomness = {}')",
                                      "eval('randomness.clear()')",
                                      "from os import path as randomness",
                                      "import os as randomness",
                                      "def randomness(): pass",
                                      "class randomness:\n  seed = 42",
                                      "with open('x') as randomness:\n  pass",
                                      "def f():\n  randomness.clear()\nf()",
                                      "def f(r):\n  r['seed'] = None\nf(randomness)",
                                      "def f():\n  global randomness\n  randomness = {}\nf()",
                                      "def f(a=randomness.clear()): pass",
                                      "class X(dict(a=randomness.clear()) and object): pass",
                                      "def deco(f):\n  randomness.clear()\n@deco\ndef g(): pass",
                                      "d = dict(x=randomness)\nd['x']['seed'] = None",
                                      "x = [randomness]\nx[0]['seed'] = None",
                                      "x = [randomness]\nfor y in x:\n  y['seed'] = None",
                                      "[randomness.pop(k) for k in ['seed']]",
                                      "p = randomness.pop\np('seed')",
                                      "k = 'seed'\nrandomness[k] = None",
                                      "dict.update(randomness, seed=None)",
                                      "getattr(randomness, 'clear')()",
                                      "setattr(randomness, 'seed', None)",
                                      "operator.setitem(randomness, 'seed', None)",
                                      "a, b = randomness, 1\na['seed'] = None",
                                      "while randomness:\n  randomness.popitem()",
                                      "randomness = {**randomness, 'seed': None}",
                                      "o = dict(seed=None)\nrandomness.update(**o)",
                                      "randomness.update([('seed', None)])",
                                      "randomness = strip(randomness)",
                                      "randomness['seed'] += -100",
                                      "x = f'{randomness.clear()}'",
                                      "if randomness.clear(): pass",
                                      "for i in randomness.clear() or []: pass",
                                      "for randomness['seed'] in [None]: pass",
                                      "x = randomness if True else {}\nx['seed'] = None",
                                      "x = dict(r=randomness).copy()\nx['r']['seed'] = None",
                                      "x = list([randomness])\nx[0]['seed'] = None",
                                      "x = dict(r=randomness)\nx.pop('r')['seed'] = None",
                                      "class A:\n  r = randomness\nA.r['seed'] = None",
                                      "def f(*a): a[0]['seed'] = None\nf(randomness)",
                                      "def f(**k): k['a']['seed'] = None\nf(a=randomness)",
                                      "*x, = [randomness]\nx[0]['seed'] = None",
                                      "def f(): yield randomness.clear()\nlist(f())",
                                      "if x: randomness = dict(deterministic=True)",
                                      "if x: randomness['seed'] = -1",
                                      "from x import *",
                                      "raise SystemExit"})
    EXPECT_EQ(after_a_seed(rest), "") << rest;
}

TEST(PythonConfig, WhatLeavesTheSeedAloneIsFair) {
  for (const std::string_view rest :
       {"print(randomness)", "x = len(randomness)", "x = lib.format('a', randomness)",
        "model = dict(type='A', cfg=randomness)", "r = dict(randomness)\nr['seed'] = None",
        "r = copy.copy(randomness)\nr['seed'] = None", "def f():\n  randomness.clear()",
        "def f(r):\n  r['seed'] = None", "import os\nfrom x import y", "if x: lr = 1",
        "for i in range(3): lr = i", "x = randomness['seed']",
        "model = dict(type='A')\nmodel.update(depth=2)", "randomness['deterministic'] = True",
        "if 'seed' in globals(): lr = 1", "class A:\n  seed = None", "seed = None",
        "backbone = model.backbone\nbackbone['seed'] = None",
        "try:\n  import x\nexcept ImportError:\n  x = 1"})
    EXPECT_EQ(after_a_seed(rest), "42") << rest;
}

TEST(PythonConfig, OnlyWhatTheModuleHasCounts) {
  EXPECT_EQ(in_mmengine("class A:\n  randomness = dict(seed=42)\n"), "");
  EXPECT_EQ(in_mmengine("def f():\n  randomness = dict(seed=42)\nf()\n"), "");
  EXPECT_EQ(in_mmengine("def f():\n  return dict(seed=42)\nrandomness = f()\n"), "42");
  EXPECT_EQ(in_mmengine("randomness = dict(seed=None)\ndef f():\n  randomness['seed'] = 42\n"), "");
  EXPECT_EQ(in_mmengine("randomness = dict(seed=None)\ndef f():\n  randomness['seed'] = 42\nf()\n"), "42");
  EXPECT_EQ(in_mmengine("try:\n  import nope\n  randomness = dict(seed=42)\nexcept ImportError: pass\n"), "");
  EXPECT_EQ(in_mmengine("try:\n  randomness = dict(seed=42)\nexcept ImportError: pass\n"), "42");
  EXPECT_EQ(in_mmengine("try:\n  import y\n  randomness = dict(seed=42)\nexcept ImportError: raise\n"), "42");
  EXPECT_EQ(in_mmengine("with suppress(Exception):\n  f()\n  randomness = dict(seed=42)\n"), "");
  EXPECT_EQ(in_mmengine("randomness = strip(dict(seed=42))\n"), "");
  EXPECT_EQ(in_mmengine("randomness = make(seed=42)\n"), "");
  EXPECT_EQ(in_mmengine("randomness = dict(seed='${x}')\nx = 42\n"), "");
  EXPECT_EQ(in_mmengine("randomness = dict(seed=n)\nn = 42\n"), "");
  EXPECT_EQ(in_mmengine("randomness = dict(seed={42})\n"), "");
  EXPECT_EQ(in_mmengine("base = dict(seed=42)\nrandomness = base\nbase = dict(seed=None)\n"), "42");
  EXPECT_EQ(in_mmengine("base = dict(seed=None)\nrandomness = base\nbase = dict(seed=42)\n"), "");
}

TEST(PythonConfig, NamesOfAnImportedBase) {
  const auto judged = [](const std::string& rest) {
    return seed_of(
        {{"b.py", "randomness = dict(seed=42, deterministic=True)\n"},
         {"c.py", "from mmengine.config import read_base\nwith read_base():\n  from .b import *\n" + rest}},
        "c.py");
  };
  for (const char* rest : {"", "lr = 1\n", "randomness['deterministic'] = False\n",
                           "randomness.update(deterministic=False)\n", "r = randomness\nr['x'] = 1\n"})
    EXPECT_EQ(judged(rest), "42") << rest;
  for (const char* rest :
       {"del randomness\n", "randomness.clear()\n", "del randomness['seed']\n", "randomness['seed'] = None\n",
        "randomness.pop('seed')\n", "randomness = dict(deterministic=True)\n",
        "r = randomness\nr['seed'] = None\n", "for k in list(randomness): del randomness[k]\n",
        "def f(r): r.clear()\nf(randomness)\n", "randomness |= dict(seed=None)\n",
        "globals().pop('randomness')\n", "import os as randomness\n",
        "x = [randomness]\nx[0]['seed'] = None\n", "[randomness.pop(k) for k in ['seed']]\n"})
    EXPECT_EQ(judged(rest), "") << rest;
}

TEST(PythonConfig, OnlyWhatGetConfigReturnsCounts) {
  for (const char* body :
       {"  return config\n  config.seed = 42\n  return config\n",
        "  if x:\n    return config\n  config.seed = 42\n  return config\n",
        "  c = copy.deepcopy(config)\n  c.seed = 42\n  return config\n",
        "  c = config.copy_and_resolve_references()\n  c.seed = 42\n  return config\n",
        "  config.lock()\n  config.seed = 42\n  return config\n",
        "  config.seed = 42\n  with config.unlocked():\n    config.seed = None\n  return config\n",
        "  config.seed = 42\n  config.update(dict(seed=None))\n  return config\n",
        "  config.seed = 42\n  return ml_collections.ConfigDict(dict(lr=1))\n",
        "  config.seed = 42\n  return config if config.lr else None\n",
        "  config.seed = 42\n  fix(config)\n  return config\ndef fix(c):\n  c.seed = None\n",
        "  config.seed = 42\n  others.fix(config)\n  return config\n",
        "  def inner():\n    config.seed = 42\n  return config\n",
        "  other = ml_collections.ConfigDict()\n  other.seed = 42\n  return config\n",
        "  config.seed = ml_collections.config_dict.placeholder(int)\n  return config\n",
        "  return ml_collections.ConfigDict(seed=42)\n",
        "  match x:\n    case 1:\n      return ml_collections.ConfigDict()\n  config.seed = 42\n  return "
        "config\n",
        "  return config\ndef helper():\n  config = ml_collections.ConfigDict()\n  config.seed = 42\n"
        "  return config\n",
        "  return config\nconfig = ml_collections.ConfigDict(dict(seed=42))\n"})
    EXPECT_EQ(in_get_config(body), "") << body;
  for (const char* body :
       {"  config.seed = 42\n  return config\n", "  c = config\n  c.seed = 42\n  return config\n",
        "  config.seed = 42\n  return copy.deepcopy(config)\n",
        "  config.seed = 42\n  return config.lock()\n",
        "  config.lock()\n  with config.unlocked():\n    config.seed = 42\n  return config\n",
        "  config.seed = 42\n  if x:\n    return config\n  config.lr = 1\n  return config\n",
        "  fix(config)\n  return config\ndef fix(c):\n  c.seed = 42\n",
        "  return sub()\ndef sub():\n  c = ml_collections.ConfigDict()\n  c.seed = 42\n  return c\n",
        "  config.seed = 42\n  return ml_collections.FrozenConfigDict(config)\n",
        "  return ml_collections.ConfigDict(dict(seed=42)).lock()\n",
        "  config.data = ml_collections.ConfigDict()\n  d = config.data\n  d.x = 1\n  config.seed = 42\n"
        "  return config\n"})
    EXPECT_EQ(in_get_config(body), "42") << body;
}

TEST(PythonConfig, DefaultsOfYacsInCode) {
  const auto judged = [](const std::string& rest) {
    return seed_of({{"c.py", "from yacs.config import CfgNode as CN\n_C = CN()\n_C.M = CN()\n" + rest}},
                   "c.py");
  };
  EXPECT_EQ(judged("_C.SEED = 42\n"), "42");
  EXPECT_EQ(judged("c = _C\nc.SEED = 42\n"), "42");
  EXPECT_EQ(judged("c = _C.clone()\nc.SEED = 42\n"), "");
  EXPECT_EQ(judged("def f(c):\n  c.SEED = 42\n"), "");
  EXPECT_EQ(judged("_C.SEED = 42\n_C.pop('SEED')\n"), "");
}

TEST(PythonConfig, NothingMultiplies) {
  std::string doubled = "a = [1]\n";
  for (int round = 0; round < 60; ++round) doubled += "a = [a, a]\n";
  EXPECT_EQ(seed_of({{"c.py", "seed = 1\n" + doubled}}, "c.py"), "");
  std::string calls = "seed = 1\n";
  for (int at = 0; at < 40; ++at) {
    const std::string name = "f" + std::to_string(at);
    const std::string next = "f" + std::to_string(at + 1) + "()";
    calls += "def " + name + "():\n  " + next + "\n  " + next + "\n  " + next + "\n  " + next + "\n";
  }
  EXPECT_NE(seed_of({{"c.py", calls + "f0()\n"}}, "c.py"), "2");
  std::string circle = "a = dict(seed=1)\na['a'] = a\n";
  EXPECT_NE(seed_of({{"c.py", circle}}, "c.py"), "2");
  EXPECT_NE(seed_of({{"c.py", "def f(x): return f(x)\nseed = f(1)\n"}}, "c.py"), "1");
}

}  // namespace
}  // namespace expgate::content
