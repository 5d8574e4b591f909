#include <array>
#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>

#include "base/strings.h"
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
      {"seeds = 1, 2", "seeds = [1, 2] @1"},
      {"lr, seed = 1, 42", "seed = 42 @1"},
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
      {"train = dict(dataset=dict(seed=42))",
       "it has no `seed`; its `train.dataset.seed` seeds only a part of the run @1"},
      {"sampler = dict(train_dataloader=dict(seed=42))",
       "it has no `seed`; its `sampler.train_dataloader.seed` seeds only a part of the run @1"},
      {"def f(seed=42):\n    pass", "it has no `seed` @0"},
      {"f(seed=42)", "it has no `seed` @0"},
      {"if seed == 42:\n    pass", "it has no `seed` @0"},
      {"seed += 42", "it has no `seed` @0"},
      {"if (seed := 42):\n    pass", "`seed` is computed at run time: `seed := 42` @1"},
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
      {"seed = [i for i in range(3)]", "`seed` is computed at run time: `[i for i in range(3)]` @1"},
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

// What Python makes of `seed`, by running it (RunsAsPython below runs them, too); "-": it has none.
constexpr Row kOrders[] = {
    {"if False: seed = 42", "-"},
    {"if True: seed = 42", "42"},
    {"if not True:\n  seed = 1\nelse:\n  seed = 42", "42"},
    {"if 0:\n  seed = 1\nelif 1:\n  seed = 42\nelse:\n  seed = 3", "42"},
    {"debug = False\nseed = 42\nif debug:\n  seed = None", "42"},
    {"seed = 42; del seed", "-"},
    {"seed = 42\nother = 1\ndel other, seed", "-"},
    {"seed = 42\nseed -= 43", "-1"},
    {"seed = 40\nseed += 2", "42"},
    {"seed = 6\nseed *= 7", "42"},
    {"n = 42\nseed = n\nn = None", "42"},
    {"def f():\n  seed = 42", "-"},
    {"while False:\n  seed = 42", "-"},
    {"seed, lr = 42, 0.1", "42"},
    {"(a, seed), b = (1, 42), 2", "42"},
    {"try:\n  seed = 42\nexcept ValueError:\n  seed = 1", "42"},
    {"try:\n  pass\nfinally:\n  seed = 42", "42"},
    {"with open('/dev/null') as f:\n  seed = 42", "42"},
    {"d = {**dict(seed=1), 'seed': 42}\nseed = d['seed']", "42"},
    {"b = dict(seed=42)\nd = dict(**b, a=1)\nseed = d['seed']", "42"},
    {"d = dict(a=1)\nd.update(seed=42)\nseed = d['seed']", "42"},
    {"d = dict(seed=1)\nd.pop('seed')\nseed = 1\ndel seed", "-"},
    {"seed = int('4' '2')", "42"},
    {"seed = (\n  42  # the answer\n)", "42"},
};

TEST(Python, StatementsRunInTheirOrder) {
  for (const Row& row : kOrders) {
    const std::string found = judged(row.source);
    const std::string_view text = found;
    const std::size_t end = found.find(" @");
    std::string_view seed = "-";
    if (text.starts_with("seed = ")) seed = text.substr(7, end - 7);
    if (text.starts_with("`seed` is negative: `")) seed = text.substr(21, end - 22);
    EXPECT_EQ(seed, row.expected) << row.source << "\n" << found;
  }
}

TEST(Python, RunsAsPython) {
  const std::string path = testing::TempDir() + "expgate_orders.py";
  std::ofstream file(path);
  for (const Row& row : kOrders) file << row.source << "\n#\n";
  file.close();
  constexpr std::string_view kDriver =
      "import sys\nfor part in open(sys.argv[1]).read().split('\\n#\\n')[:-1]:\n  names = {}\n  exec(part, "
      "names)\n  print(names.get('seed', '-'))\n";
  FILE* const python = popen(("python3 -c \"" + std::string(kDriver) + "\" " + path).c_str(), "r");
  std::array<char, 100> line{};
  std::size_t said = 0;
  for (; std::fgets(line.data(), static_cast<int>(line.size()), python) != nullptr; ++said) {
    ASSERT_LT(said, std::size(kOrders));
    EXPECT_EQ(trim(line.data()), kOrders[said].expected) << kOrders[said].source;
  }
  pclose(python);
  if (said == 0) GTEST_SKIP() << "there is no python3 to ask";
  EXPECT_EQ(said, std::size(kOrders));
}

TEST(Python, WhatMayOrMayNotRunIsNotCertain) {
  constexpr Row kRows[] = {
      {"if x: seed = 42", "`seed` is computed at run time: `42 if x` @1"},
      {"seed = 42\nif x: seed = None", "`seed` is computed at run time: `None if x` @2"},
      {"seed = 42\nif x: seed = 43", "seed = 42 @1"},
      {"for i in x: seed = 42", "`seed` is computed at run time: `42 if for i in x` @1"},
      {"seed = 42\nif x: del seed", "`seed` is computed at run time: `seed if x` @2"},
      {"if a:\n  seed = 1\nelse:\n  seed = 2", "`seed` is computed at run time: `2 if not a` @4"},
      {"try:\n  import x\nexcept ImportError:\n  seed = 42",
       "`seed` is computed at run time: `42 if except ImportError` @4"},
      {"seed = 42\nseed //= 2", "`seed` is computed at run time: `seed //= 2` @2"},
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
  EXPECT_EQ(judged("a = [" + repeated("1,", 999) + "]\nd = dict(a=[" + repeated("[1],", 999) + "])\n" +
                   repeated("b = {**d}\n", 300)),
            "it has no `seed` @0")
      << "one object under many names";
  EXPECT_NE(judged("x = [" + repeated("1,", 1000000) + "]"), "");
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
