#include <gtest/gtest.h>

#include "content/configs/document.h"
#include "content/configs/seed.h"

namespace expgate::content {
namespace {

std::string judged(std::string_view source) {
  const Document document = read_document("a.py", source);
  if (!document)
    return std::to_string(document.error().location.line) + " ERROR: " + english(document.error().what);
  const SeedVerdict found = find_seed(*document);
  if (found.seed)
    return found.seed->key + " = " + found.seed->value + " @" + std::to_string(found.seed->location.line);
  return english(found.problems.front().what) + " @" + std::to_string(found.problems.front().location.line);
}

struct Row {
  std::string_view source;
  std::string_view expected;
};

template <std::size_t N>
void expect_all(const Row (&rows)[N]) {
  for (const Row& row : rows) EXPECT_EQ(judged(row.source), row.expected) << row.source;
}

TEST(Python, LiteralAssignments) {
  constexpr Row kRows[] = {
      {"seed = 42", "seed = 42 @1"},
      {"lr = 1\nseed=42  # the answer\n", "seed = 42 @2"},
      {"seed: int = 42", "seed = 42 @1"},
      {"seed = 1_000", "seed = 1_000 @1"},
      {"seed = 0x2A", "seed = 0x2A @1"},
      {"seed = '42'", "seed = 42 @1"},
      {"seed = (42)", "seed = 42 @1"},
      {"seed = int(42)", "seed = 42 @1"},
      {"seed = \\\n  42", "seed = 42 @1"},
      {"seeds = [1, 2, 3]", "seeds = [1, 2, 3] @1"},
      {"seeds = (1,\n  2,  # two\n)", "seeds = [1, 2] @1"},
      {"seeds = 1, 2", "seeds = 1 @1"},
      {"a = 1; seed = 42", "seed = 42 @1"},
      {"a = seed = 42", "seed = 42 @1"},
      {"seed = 1\nseed = 2", "seed = 2 @2"},
      {"seed = None\nseed = 2", "seed = 2 @2"},
  };
  expect_all(kRows);
}

TEST(Python, AttributesItemsAndCalls) {
  constexpr Row kRows[] = {
      {"cfg.seed = 42", "cfg.seed = 42 @1"},
      {"cfg.train.seed = 42", "cfg.train.seed = 42 @1"},
      {"cfg['train'][\"seed\"] = 42", "cfg.train.seed = 42 @1"},
      {"train = dict(lr=1, seed=42)", "train.seed = 42 @1"},
      {"train = dict(\n  lr=1,\n  seed=42,\n)", "train.seed = 42 @3"},
      {"train = {'lr': 1, 'seed': 42}", "train.seed = 42 @1"},
      {"train = dict(a=dict(b=[dict(seed=42)]))", "train.a.b.0.seed = 42 @1"},
      {"config = ml.ConfigDict(dict(x=1))\nconfig.seed = 42", "config.seed = 42 @2"},
      {"def get_config():\n    config = ConfigDict()\n    config.seed = 42\n    return config",
       "config.seed = 42 @3"},
      {"config = ConfigDict(dict(seed=42))", "config.seed = 42 @1"},
      {"config = mlc.ConfigDict({'train': {'seed': 42}})", "config.train.seed = 42 @1"},
      {"def get_config():\n    return dict(lr=1, seed=42)", "return.seed = 42 @2"},
      {"def get_config():\n    return ConfigDict(dict(seed=42))", "return.seed = 42 @2"},
      {"def f():\n    return seed", "it has no `seed` @0"},
      {"def f():\n    return\nseed = 42", "seed = 42 @3"},
      {"def get_config():\n  c = make()\n  c.seed = 42\n  return c\ndef sweep():\n  c = make()\n  c.lr = 1",
       "c.seed = 42 @3"},
      {"c = dict(seed=42)\nc = dict(lr=1)", "it has no `seed` @0"},
      {"_C = CN()\n_C.SEED = 42", "_C.SEED = 42 @2"},
      {"seed: int = field(default=42)", "seed = 42 @1"},
      {"seed: int = dataclasses.field(default=None, repr=False)",
       "`seed` is `None`: the run picks a seed of its own @1"},
      {"seed: int = Field(42, ge=0)", "seed = 42 @1"},
      {"train = TrainConfig(lr=1e-3, seed=42)", "train.seed = 42 @1"},
      {"train = L(Trainer)(seed=42)", "train.seed = 42 @1"},
      {"class Config:\n    seed: int = 42\n", "seed = 42 @2"},
      {"train = dict(dataset=dict(seed=42))", "it has no `seed` @0"},
      {"sampler = dict(train_dataloader=dict(seed=42))", "it has no `seed` @0"},
      {"def f(seed=42):\n    pass", "it has no `seed` @0"},
      {"f(seed=42)", "it has no `seed` @0"},
      {"if seed == 42:\n    pass", "it has no `seed` @0"},
      {"seed += 42", "it has no `seed` @0"},
      {"if (seed := 42):\n    pass", "it has no `seed` @0"},
      {"# seed = 42", "it has no `seed` @0"},
      {"'''\nseed = 42\n'''", "it has no `seed` @0"},
      {"text = \"\"\"\nseed = 42\n\"\"\"", "it has no `seed` @0"},
      {"", "it has no `seed` @0"},
  };
  expect_all(kRows);
}

TEST(Python, WhatIsNoSeed) {
  constexpr Row kRows[] = {
      {"seed = None", "`seed` is `None`: the run picks a seed of its own @1"},
      {"seed = True", "`seed` is `True`, not a number @1"},
      {"seed = -1", "`seed` is negative: `-1` @1"},
      {"seed = 1.5", "`seed` is `1.5`, not a whole number @1"},
      {"seed = 1e-3", "`seed` is `1e-3`, not a whole number @1"},
      {"seed = 4294967296", "`seed` is `4294967296`, over the largest seed, 4294967295 @1"},
      {"seed = ''", "`seed` is empty @1"},
      {"seed = []", "`seed` is an empty list @1"},
      {"seed = 40 + 2", "`seed` is computed at run time: `40 + 2` @1"},
      {"seed = random.randint(0, 10)", "`seed` is computed at run time: `random.randint(0, 10)` @1"},
      {"seed = 42 if x else 43", "`seed` is computed at run time: `42 if x else 43` @1"},
      {"seed = args.seed", "`seed` refers to `args.seed`, which does not exist @1"},
      {"seed = f'{x}'", "`seed` is computed at run time: `f'{x}'` @1"},
      {"seed = {{_base_.seed}}", "`seed` is computed at run time: `{{_base_.seed}}` @1"},
      {"seed = [i for i in range(3)]", "`seed.0` is computed at run time: `i for i in range(3)` @1"},
  };
  expect_all(kRows);
}

TEST(Python, NamesAndTheEnvironment) {
  constexpr Row kRows[] = {
      {"base = 42\nseed = base", "seed = 42 @2"},
      {"base = dict(n=42)\ntrain = dict(seed=base.n)", "train.seed = 42 @2"},
      {"seed = os.environ.get('SEED', 42)", "seed = 42 @1"},
      {"seed = int(os.getenv('SEED', '42'))", "seed = 42 @1"},
      {"seed = os.getenv('SEED')", "`seed` is computed at run time: `os.getenv('SEED')` @1"},
  };
  expect_all(kRows);
}

TEST(Python, ParseErrors) {
  constexpr Row kRows[] = {
      {"a = 1\nb = [1,\n", "2 ERROR: a bracket is not closed"},
      {"a = 'x\nb = 1", "1 ERROR: a string is not closed"},
      {"a = '''x\nb = 1", "1 ERROR: a string is not closed"},
      {"a = 1)\n", "1 ERROR: a bracket is closed that was not opened"},
  };
  expect_all(kRows);
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t at = 0; at < times; ++at) all += part;
  return all;
}

TEST(Python, NothingIsEndless) {
  EXPECT_NE(judged("seed = " + repeated("[", 1000000) + repeated("]", 1000000)), "");
  EXPECT_NE(judged("seed = " + repeated("f(", 300000) + repeated(")", 300000)), "");
  EXPECT_NE(judged("seed = " + repeated("-", 1000000)), "");
  EXPECT_NE(judged(repeated("a = ", 500000) + "1"), "");
  EXPECT_NE(judged(repeated("a.", 500000) + "a = 1"), "");
  EXPECT_EQ(judged("x = [" + repeated("1,", 1000000) + "]"), "1 ERROR: too many values");
  EXPECT_EQ(judged(repeated("a = 1\n", 5001)), "5001 ERROR: more than 5000 assignments");
  EXPECT_EQ(judged("x = '" + std::string(1000000, 'x') + "'\nseed = 1"), "seed = 1 @2");
}

TEST(Python, Garbage) {
  std::uint32_t state = 7;
  const auto next = [&] { return state = state * 1664525U + 1013904223U; };
  const std::string_view pieces[] = {"seed", " = ", "\n", "(",    ")",
                                     "[",    "]",   "{",  "}",    "'",
                                     "\"",   "'''", "#",  "\\",   "\\\n",
                                     ",",    ":",   "42", "-",    ".",
                                     "dict", "=",   "==", "None", "from .x import *",
                                     ";",    " ",   "e",  "**",   "f"};
  for (int round = 0; round < 20000; ++round) {
    std::string source;
    for (std::uint32_t length = (next() >> 16) % 30; length > 0; --length)
      source += pieces[(next() >> 16) % std::size(pieces)];
    EXPECT_NE(judged(source), "") << source;
  }
}

}  // namespace
}  // namespace expgate::content
