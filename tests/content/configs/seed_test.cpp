#include "content/configs/seed.h"

#include <gtest/gtest.h>

#include "content/configs/document.h"

namespace expgate::content {
namespace {

SeedVerdict verdict(std::string_view source, std::string_view path = "a.yaml") {
  const Document document = read_document(path, source);
  if (!document) return {std::nullopt, {{"", document.error().what, document.error().location}}};
  return find_seed(*document);
}

// "train.seed = 42 @3" for a valid seed, else the first problem: "`seed` is empty @1".
std::string judged(std::string_view source, std::string_view path = "a.yaml") {
  const SeedVerdict found = verdict(source, path);
  if (found.seed)
    return found.seed->key + " = " + found.seed->value + " @" + std::to_string(found.seed->location.line);
  return english(found.problems.front().what) + " @" + std::to_string(found.problems.front().location.line);
}

struct Row {
  std::string_view source;
  std::string_view expected;
};

template <std::size_t N>
void expect_all(const Row (&rows)[N], std::string_view path = "a.yaml") {
  for (const Row& row : rows) EXPECT_EQ(judged(row.source, path), row.expected) << row.source;
}

TEST(Seed, EveryKey) {
  for (const char* key :
       {"seed", "seeds", "random_seed", "manual_seed", "global_seed", "rng_seed", "prng_seed", "torch_seed",
        "base_seed", "train_seed", "training_seed", "seed_everything", "random_state", "SEED", "Random-Seed",
        "manual-seed", "RANDOM_STATE"}) {
    EXPECT_EQ(judged(std::string(key) + ": 42"), std::string(key) + " = 42 @1");
  }
}

TEST(Seed, KeysThatSeedOnlyAPart) {
  for (const char* key :
       {"sampler_seed", "shard_seed", "shuffle_seed", "noise_seed", "worker_seed", "num_seeds", "data_seed",
        "dataset_seed", "split_seed", "eval_seed", "subsample_seed", "seed_offset", "data_seeds"}) {
    EXPECT_EQ(judged(std::string(key) + ": 42"),
              "it has no `seed`; its `" + std::string(key) + "` seeds only a part of the run @1");
  }
  for (const char* key : {"seeder", "seeded", "reseed", "random_states", "use_seed_", "seedling"}) {
    EXPECT_EQ(judged(std::string(key) + ": 42").substr(0, 16), "it has no `seed`") << key;
  }
}

TEST(Seed, AnyDepthButNotUnderParts) {
  constexpr Row kRows[] = {
      {"a:\n  b:\n    c:\n      seed: 42", "a.b.c.seed = 42 @4"},
      {"runs:\n- lr: 1\n- seed: 42", "runs.1.seed = 42 @3"},
      {"trainer.seed: 42", "trainer.seed = 42 @1"},
      {"train_ds: {seed: 42}", "it has no `seed`; its `train_ds.seed` seeds only a part of the run @1"},
      {"validation-ds: {seed: 42}",
       "it has no `seed`; its `validation-ds.seed` seeds only a part of the run @1"},
      {"dataloader: {seed: 42}", "it has no `seed`; its `dataloader.seed` seeds only a part of the run @1"},
      {"TrainLoader: {a: {seed: 42}}",
       "it has no `seed`; its `TrainLoader.a.seed` seeds only a part of the run @1"},
      {"dataset: {seed: 42}", "it has no `seed`; its `dataset.seed` seeds only a part of the run @1"},
      {"sweeper: {params: {seed: 42}}",
       "it has no `seed`; its `sweeper.params.seed` seeds only a part of the run @1"},
      {"hydra.sweeper.params.seed: 42",
       "it has no `seed`; its `hydra.sweeper.params.seed` seeds only a part of the run @1"},
      {"client: {seed: 42}", "it has no `seed`; its `client.seed` seeds only a part of the run @1"},
      {"datasets: {seed: 42}", "it has no `seed`; its `datasets.seed` seeds only a part of the run @1"},
      {"clients: {seed: 42}", "clients.seed = 42 @1"},
      {"train: {seed: 42}", "train.seed = 42 @1"},
      {"experiment: {seed: 42}", "experiment.seed = 42 @1"},
      {"model: {seed: 42}", "model.seed = 42 @1"},
      {"data_parallel: {seed: 42}", "data_parallel.seed = 42 @1"},
      {"dataset: {seed: null}\nseed: 42", "seed = 42 @2"},
      {"lr: 0.1", "it has no `seed` @0"},
      {"- seed: 42", "0.seed = 42 @1"},
      {"42", "it has no `seed` @0"},
      {"", "it has no `seed` @0"},
  };
  expect_all(kRows);
}

TEST(Seed, PartsOfARunAreNotTheRun) {
  for (const char* part : {"dataloaders",
                           "corpus",
                           "kfold",
                           "folds",
                           "cross_validation",
                           "negative_sampling",
                           "preprocess",
                           "noise",
                           "mixup",
                           "tsne",
                           "umap",
                           "pca",
                           "kmeans",
                           "plot",
                           "benchmark",
                           "optuna",
                           "sweep",
                           "hparam_search",
                           "train_sampler",
                           "sampling_params",
                           "hparams-search",
                           "KFold",
                           "train_val_split",
                           "embedding_plot",
                           "augmentation_cfg",
                           "callbacks",
                           "tokenizer",
                           "data",
                           "val",
                           "clustering"}) {
    const std::string source = std::string(part) + ": {seed: 42}";
    EXPECT_FALSE(verdict(source).seed) << part;
    EXPECT_TRUE(verdict("seed: 1\n" + source).seed) << part;
  }
}

TEST(Seed, AcceptedForms) {
  constexpr Row kRows[] = {
      {"seed: 0", "seed = 0 @1"},
      {"seed: 1", "seed = 1 @1"},
      {"seed: 4294967295", "seed = 4294967295 @1"},
      {"seed: +42", "seed = +42 @1"},
      {"seed: -0", "seed = -0 @1"},
      {"seed: 0x2A", "seed = 0x2A @1"},
      {"seed: 0xFFFFFFFF", "seed = 0xFFFFFFFF @1"},
      {"seed: 0o17", "seed = 0o17 @1"},
      {"seed: 017", "seed = 017 @1"},
      {"seed: 0b101", "seed = 0b101 @1"},
      {"seed: 1_000", "seed = 1_000 @1"},
      {"seed: '42'", "seed = 42 @1"},
      {"seed: \"42\"", "seed = 42 @1"},
      {"seed: !!int 42", "seed = 42 @1"},
      {"seed: !!str 42", "seed = 42 @1"},
      {"seed: [1, 2, 3]", "seed = [1, 2, 3] @1"},
      {"seeds:\n- 1\n- '2'", "seeds = [1, 2] @1"},
      {"seeds: [1, 2, 3, 4, 5, 6]", "seeds = [1, 2, 3, 4, …] @1"},
      {"seed: &anchor 42\nb: *anchor", "seed = 42 @1"},
      {"a: &anchor 42\nseed: *anchor", "seed = 42 @2"},
      {"a: &a {seed: 42}\nrun: {<<: *a}", "a.seed = 42 @1"},
      {"a: &a {seed: 42}\n<<: *a", "seed = 42 @1"},
      {"a: &a {seed: 42}\n<<: *a\nseed: 7", "seed = 7 @3"},
      {"a: &a {seed: 42}\nb: &b {seed: 43}\n<<: [*b, *a]", "seed = 43 @2"},
      {"---\nseed: 42\n...\n", "seed = 42 @2"},
      {"seed: {torch: 1, numpy: 2}", "seed = {torch: 1, numpy: 2} @1"},
  };
  expect_all(kRows);
}

TEST(Seed, ZeroCountsButIsMarked) {
  for (const char* zero : {"0", "0x0", "00", "'0'"})
    EXPECT_TRUE(verdict("seed: " + std::string(zero)).seed->zero) << zero;
  for (const char* other : {"1", "10", "0x10", "[0, 1]"})
    EXPECT_FALSE(verdict("seed: " + std::string(other)).seed->zero) << other;
}

TEST(Seed, RejectedFormsEachInItsOwnWords) {
  constexpr Row kRows[] = {
      {"seed:", "`seed` is empty @1"},
      {"seed: ''", "`seed` is empty @1"},
      {"seed: null", "`seed` is `null`: the run picks a seed of its own @1"},
      {"seed: ~", "`seed` is `~`: the run picks a seed of its own @1"},
      {"seed:   # null\nb: 1", "`seed` is empty @1"},
      {"\"seed\": NULL", "`seed` is `NULL`: the run picks a seed of its own @1"},
      {"{a: {seed: }, b: null}", "`a.seed` is empty @1"},
      {"seed: None", "`seed` is `None`: the run picks a seed of its own @1"},
      {"seed: -1", "`seed` is negative: `-1` @1"},
      {"seed: true", "`seed` is `true`, not a number @1"},
      {"seed: False", "`seed` is `False`, not a number @1"},
      {"seed_everything: yes", "`seed_everything` is `yes`, not a number @1"},
      {"seed: 42.0", "`seed` is `42.0`, not a whole number @1"},
      {"seed: 1e3", "`seed` is `1e3`, not a whole number @1"},
      {"seed: .5", "`seed` is `.5`, not a whole number @1"},
      {"seed: .inf", "`seed` is `.inf`, not a whole number @1"},
      {"seed: -.nan", "`seed` is `-.nan`, not a whole number @1"},
      {"seed: ???", "`seed` is `???`, a placeholder @1"},
      {"seed: !PLACEHOLDER", "`seed` is `!PLACEHOLDER`, a placeholder @1"},
      {"seed: 4294967296", "`seed` is `4294967296`, over the largest seed, 4294967295 @1"},
      {"seed: 0x100000000", "`seed` is `0x100000000`, over the largest seed, 4294967295 @1"},
      {"seed: 99999999999999999999999999",
       "`seed` is `99999999999999999999999999`, over the largest seed, 4294967295 @1"},
      {"seed: []", "`seed` is an empty list @1"},
      {"seed: {}", "`seed` is an empty mapping @1"},
      {"seed: {value: 42, desc: null}", "`seed` is a mapping, not a number @1"},
      {"parameters: {seed: {values: [1, 2]}}", "`parameters.seed` is a mapping, not a number @1"},
      {"seed: [1, null]", "`seed.1` is `null`: the run picks a seed of its own @1"},
      {"seed: [1, -2]", "`seed.1` is negative: `-2` @1"},
      {"seed: [[1]]", "`seed.0` is a list inside a list @1"},
      {"seed: {enabled: 1}", "`seed` is a mapping, not a number @1"},
      {"seed: {torch: null}", "`seed.torch` is `null`: the run picks a seed of its own @1"},
      {"seed: random", "`seed` is the text `random`, not a number @1"},
      {"seed: 0x", "`seed` is the text `0x`, not a number @1"},
      {"seed: 0o18", "`seed` is the text `0o18`, not a number @1"},
      {"seed: _1", "`seed` is the text `_1`, not a number @1"},
      {"seed: 1_", "`seed` is the text `1_`, not a number @1"},
      {"seed: 4 2", "`seed` is the text `4 2`, not a number @1"},
      {"seed: 'true'", "`seed` is the text `true`, not a number @1"},
      {"seed: !!null 42", "`seed` is made by the tag `tag:yaml.org,2002:null` at run time @1"},
      {"seed: !!bool 1", "`seed` is made by the tag `tag:yaml.org,2002:bool` at run time @1"},
      {"seed: !!python/name:x.y 42",
       "`seed` is made by the tag `tag:yaml.org,2002:python/name:x.y` at run time @1"},
      {"seed: !now 42", "`seed` is made by the tag `!now` at run time @1"},
      {"a: 1\nb: {seed: }", "`b.seed` is empty @2"},
  };
  expect_all(kRows);
  EXPECT_EQ(judged("seed: " + std::string(1000000, 'x')),
            "`seed` is the text `" + std::string(40, 'x') + "…`, not a number @1");
  EXPECT_EQ(judged("seed: " + std::string(1000000, '9')).substr(0, 20), "`seed` is `999999999");
}

TEST(Seed, InterpolationsOfOmegaConf) {
  constexpr Row kRows[] = {
      {"a: {b: 42}\nseed: ${a.b}", "seed = 42 @2"},
      {"a: [7, 42]\nseed: ${a[1]}", "seed = 42 @2"},
      {"a: [7, 42]\nseed: ${a.1}", "seed = 42 @2"},
      {"seed: ${x}\nx: ${y}\ny: 42", "seed = 42 @1"},
      {"a: {seed: '${.b}', b: 42}", "a.seed = 42 @1"},
      {"a: {c: {seed: '${..b}'}, b: 42}", "a.c.seed = 42 @1"},
      {"a: {c: {seed: '${...b}'}}\nb: 42", "a.c.seed = 42 @1"},
      {"a: {seed: '${...b}'}\nb: 42", "`a.seed` refers to `...b`, which is above the root @1"},
      {"which: b\na: {b: 42}\nseed: ${a.${which}}", "seed = 42 @3"},
      {"a: ${c}\nc: {b: 42}\nseed: ${a.b}", "seed = 42 @3"},
      {"x: 4\nseed: ${x}2", "seed = 42 @2"},
      {"x: 42\nseeds: ['${x}', 7]", "seeds = [42, 7] @2"},
      {"seed: ${oc.env:SEED,42}", "seed = 42 @1"},
      {"seed: ${oc.env:SEED, '42'}", "seed = 42 @1"},
      {"seed: ${env:SEED,42}", "seed = 42 @1"},
      {"x: 42\nseed: ${oc.env:SEED,${x}}", "seed = 42 @2"},
      {"seed: ${oc.decode:${oc.env:SEED,42}}", "seed = 42 @1"},
      {"seed: ${oc.select:missing,42}", "seed = 42 @1"},
      {"x: 7\nseed: ${oc.select:x,42}", "seed = 7 @2"},
      {"x: ???\nseed: ${oc.select:x,42}", "seed = 42 @2"},
      {"x: 7\nseed: ${oc.deprecated:x}", "seed = 7 @2"},
      {"seed: ${oc.env:SEED}", "`seed` depends on the environment: `SEED` has no default @1"},
      {"seed: ${oc.env:SEED,null}",
       "`seed` (`${oc.env:SEED,null}`) is `null`: the run picks a seed of its own @1"},
      {"seed: ${oc.env:SEED,}", "`seed` (`${oc.env:SEED,}`) is empty @1"},
      {"seed: ${oc.env:SEED,-1}", "`seed` (`${oc.env:SEED,-1}`) is negative: `-1` @1"},
      {"seed: ${now:%s}", "`seed` is made by the resolver `now` at run time @1"},
      {"seed: ${missing.key}", "`seed` refers to `missing.key`, which does not exist @1"},
      {"seed: ${SEED}", "`seed` refers to `SEED`, which does not exist @1"},
      {"seed: ${seed}", "`seed` refers to itself @1"},
      {"a: ${b}\nb: ${a}\nseed: ${a}", "`seed` refers to itself @3"},
      {"a: {b: '${a.c}', c: '${a.b}'}\nseed: ${a.b}", "`seed` refers to itself @2"},
      {"x: null\nseed: ${x}", "`seed` (`${x}`) is `null`: the run picks a seed of its own @2"},
      {"x: [1]\nseed: a${x}", "`seed` puts a value into a text that is not text itself @2"},
      {"seed: ${x", "`seed` has a `${` that is not closed @1"},
      {"seed: ${a}${a}\na: 4", "seed = 44 @1"},
      {"x: 1\nseed: $x", "`seed` is the text `$x`, not a number @2"},
  };
  expect_all(kRows);
}

TEST(Seed, ReferencesOfHyperPyYaml) {
  constexpr Row kRows[] = {
      {"k: 42\nseed: !ref <k>", "seed = 42 @2"},
      {"k: {a: 42}\nseed: !ref <k[a]>", "seed = 42 @2"},
      {"k: 42\nseed: !copy <k>", "seed = 42 @2"},
      {"k: 42\nseed: !ref <k> + 1", "`seed` is computed at load time: `<k> + 1` @2"},
      {"seed: !ref <k>", "`seed` refers to `k`, which does not exist @1"},
      {"k: !PLACEHOLDER\nseed: !ref <k>", "`seed` (`<k>`) is `!PLACEHOLDER`, a placeholder @2"},
      {"a: !ref <b>\nb: !ref <a>\nseed: !ref <a>", "`seed` refers to itself @3"},
      {"seed: 1986\n__set_seed: !apply:torch.manual_seed [!ref <seed>]", "seed = 1986 @1"},
  };
  expect_all(kRows);
}

TEST(Seed, SeveralKeys) {
  constexpr Row kRows[] = {
      {"a: {seed: 1}\nseed: 2", "seed = 2 @2"},
      {"random_state: 1\nseed: 2", "seed = 2 @2"},
      {"random_state: null\nseed: 2", "seed = 2 @2"},
      {"seed: 42\neval: {seed: null}", "seed = 42 @1"},
      {"train: {seed: 42}\neval: {seed: null}", "train.seed = 42 @1"},
      {"eval: {seed: null}\ntrain: {seed: 42}", "train.seed = 42 @2"},
      {"seed: 42\nseed_everything: true", "seed = 42 @1"},
      {"random_seed: false\nseed: 42", "seed = 42 @2"},
      {"sampler: {random_state: null}\na: {b: {seed: 42}}", "a.b.seed = 42 @2"},
      {"seed: null\nrandom_state: 42", "`seed` is `null`: the run picks a seed of its own @1"},
      {"random_state: 42\nrandom_seed:", "`random_seed` is empty @2"},
      {"seed: null\nmodel: {random_state: 42}", "`seed` is `null`: the run picks a seed of its own @1"},
      {"global_seed: ???\na: {seed: 42}", "`global_seed` is `???`, a placeholder @1"},
      {"a: {seed: }\nb: {c: {seed: -1}}", "`a.seed` is empty @1"},
  };
  expect_all(kRows);
  EXPECT_EQ(verdict("a: {seed: }\nb: {c: {seed: -1}}").problems.size(), 2U);
}

TEST(Seed, JsonAndToml) {
  constexpr Row kJson[] = {
      {"{\"lr\": 1,\n\"seed\": 42}", "seed = 42 @2"},
      {"{\"a\": {\"b\": 7},\n\"seed\": \"${a.b}\"}", "seed = 7 @2"},
      {"{\"seed\": [1, 2]}", "seed = [1, 2] @1"},
      {"{\"seed\": null}", "`seed` is `null`: the run picks a seed of its own @1"},
      {"{\"seed\": 42.0}", "`seed` is `42.0`, not a whole number @1"},
      {"{\"seed\": 4294967296}", "`seed` is `4294967296`, over the largest seed, 4294967295 @1"},
      {"{\"seed\": 1e30}", "`seed` is `1e30`, not a whole number @1"},
      {"{\"seed\": false}", "`seed` is `false`, not a number @1"},
      {"{\"seed\": -1}", "`seed` is negative: `-1` @1"},
      {"{\"seed\": \"\"}", "`seed` is empty @1"},
      {"{}", "it has no `seed` @0"},
  };
  expect_all(kJson, "a.json");
  constexpr Row kToml[] = {
      {"[train]\nseed = 42", "train.seed = 42 @2"},
      {"seed = 1_000", "seed = 1000 @1"},
      {"train.seed = 0x2A", "train.seed = 42 @1"},
      {"[[runs]]\nseed = 1\n[[runs]]\nseed = 2", "runs.0.seed = 1 @2"},
      {"seed = 42.0", "`seed` is `42.0`, not a whole number @1"},
      {"seed = true", "`seed` is `true`, not a number @1"},
      {"seed = -1", "`seed` is negative: `-1` @1"},
      {"seed = ''", "`seed` is empty @1"},
      {"[dataset]\nseed = 1", "it has no `seed`; its `dataset.seed` seeds only a part of the run @2"},
  };
  expect_all(kToml, "a.toml");
}

TEST(Seed, LineEndsOfWindowsAndMarksOfByteOrder) {
  for (const char* path : {"a.yaml", "a.toml", "a.py"}) {
    const std::string line = std::string_view(path).ends_with("yaml") ? "seed: 42\r\n" : "seed = 42\r\n";
    EXPECT_EQ(judged("# first\r\n" + line, path), "seed = 42 @2") << path;
  }
  EXPECT_EQ(judged("{\r\n\"seed\":\r\n42\r\n}", "a.json"), "seed = 42 @2");
  for (const char* path : {"a.yaml", "a.toml", "a.py"}) {
    const std::string line = std::string_view(path).ends_with("yaml") ? "seed: 42" : "seed = 42";
    EXPECT_EQ(judged("\xEF\xBB\xBF" + line, path), "seed = 42 @1") << path;
  }
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string all;
  for (std::size_t at = 0; at < times; ++at) all += part;
  return all;
}

TEST(Seed, NothingMultiplies) {
  EXPECT_NE(judged("seed: '" + repeated("${", 500000) + repeated("}", 500000) + "'").find("too long"),
            std::string::npos);
  EXPECT_NE(judged("seed: '" + repeated("${", 1000) + repeated("}", 1000) + "'").find("too many"),
            std::string::npos);
  std::string bomb = "a0: x\n";
  for (int at = 1; at < 40; ++at) {
    const std::string last = "${a" + std::to_string(at - 1) + "}";
    bomb += "a" + std::to_string(at) + ": '" + repeated(last, 9) + "'\n";
  }
  EXPECT_FALSE(verdict(bomb + "seed: ${a39}").seed);
  std::string many = "all:\n";
  for (int at = 0; at < 20000; ++at) many += "  r" + std::to_string(at) + ": {seed: '${all}'}\n";
  EXPECT_FALSE(verdict(many).seed);
}

}  // namespace
}  // namespace expgate::content
