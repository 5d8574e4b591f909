#pragma once

#include "model/declaration.h"

// What experiment-seed reports, in a file of its own for its length.
namespace expgate::rules::seed_reasons {

inline constexpr ExampleArgument kExample[] = {{"path", "configs/exp/vit.yaml"},
                                               {"problem", "`seed` is empty"},
                                               {"seed", "seed: 42"},
                                               {"file", "configs/exp/vit.yaml"},
                                               {"line", "3"}};
inline constexpr ExampleArgument kNoSeedExample[] = {
    {"path", "configs/exp/vit.yaml"}, {"problem", "it has no `seed`"}, {"seed", "seed: 42"}};
inline constexpr ExampleArgument kOverridingExample[] = {
    {"path", "conf/config.yaml"},
    {"problem", "`seed` is empty (`conf/config.yaml` → `conf/model/vit.yaml`:2)"},
    {"seed", "seed: 42"},
    {"file", "conf/model/vit.yaml"},
    {"line", "2"}};
inline constexpr ExampleArgument kPartExample[] = {
    {"path", "conf/dataset/cifar.yaml"},
    {"problem", msgid("it is in `dataset/`, so its `seed` seeds only a part of the run").english},
    {"seed", "seed: 42"}};
inline constexpr ExampleArgument kUnreadableExample[] = {
    {"path", "configs/exp/vit.yaml"}, {"problem", "duplicate key `lr`"}, {"seed", "seed: 42"}, {"line", "3"}};
inline constexpr ExampleArgument kMissingExample[] = {
    {"path", "configs/exp/vit.yaml"},
    {"problem", msgid("it inherits from `base.yaml`, which is not in the tip").english},
    {"seed", "seed: 42"}};
inline constexpr ExampleArgument kRefusedExample[] = {
    {"path", "configs/exp/vit.yaml"},
    {"problem", "`SEED` is not among the defaults in `config.py`, so yacs does not load it"},
    {"seed", "SEED: 42"},
    {"line", "3"}};
inline constexpr ExampleArgument kSeveralExample[] = {
    {"configs", "2 experiment configs"},
    {"list", "`configs/exp/vit.yaml`:3 (`seed` is empty), `configs/base.yaml` (it has no `seed`)"},
    {"help", "write `seed: 42` in line 3 of `configs/exp/vit.yaml`"}};
inline constexpr ExampleArgument kZeroExample[] = {{"path", "configs/exp/vit.yaml"},
                                                   {"files", "`configs/exp/vit.yaml`"},
                                                   {"line", "3"},
                                                   {"file", "configs/exp/vit.yaml"}};
inline constexpr ExampleArgument kNoConfigExample[] = {{"ref", "exp/vit"}, {"path", "configs/exp/vit.yaml"}};

inline constexpr Msgid kInvalid = msgid("`{path}` has no valid seed: {problem}");
inline constexpr Msgid kAddLine = msgid("add the line `{seed}` to `{path}`");

inline constexpr Reason kNoSeed{
    .name = "no-seed", .text = kInvalid, .help = kAddLine, .example = kNoSeedExample};
inline constexpr Reason kNoSeedAtLine{
    .name = "no-seed-at-line",
    .text = kInvalid,
    .help = msgid("add `{seed}` as line {line} of `{path}`"),
    .example = kExample,
};
inline constexpr Reason kNoSeedInDefaults{
    .name = "no-seed-in-defaults",
    .text = kInvalid,
    .help = msgid("add the line `{seed}` to `{file}`, the defaults of `{path}`"),
    .example = kExample,
};
inline constexpr Reason kSeedToBind{
    .name = "seed-to-bind",
    .text = kInvalid,
    .help = msgid("bind the argument that seeds the run in `{path}`, as in `train.seed = 42`"),
    .example = kNoSeedExample,
};
inline constexpr Reason kNoSeedInLine{
    .name = "no-seed-in-line",
    .text = kInvalid,
    .help = msgid("write `{seed}` in line {line} of `{path}`"),
    .example = kExample,
};
inline constexpr Reason kInvalidSeed{
    .name = "invalid-seed",
    .text = kInvalid,
    .help = msgid("write `{seed}` in line {line} of `{path}`"),
    .example = kExample,
};
inline constexpr Reason kInheritedSeed{
    .name = "invalid-inherited-seed", .text = kInvalid, .help = kAddLine, .example = kExample};
inline constexpr Reason kUnsettledSeed{
    .name = "unsettled-seed", .text = kInvalid, .help = kAddLine, .example = kExample};
inline constexpr Reason kSeedByHand{
    .name = "seed-by-hand",
    .text = kInvalid,
    .help = msgid("change `{path}` by hand so that what loads it reads `{seed}`: no edit of a line is safe"),
    .example = kNoSeedExample,
};
inline constexpr Reason kRefusedSeed{
    .name = "refused-seed",
    .text = msgid("`{path}` cannot be loaded, so it has no valid seed: {problem}"),
    .help = msgid("use the key that the defaults have for the seed, with a whole number as its default"),
    .why = msgid("the run stops before it begins"),
    .example = kRefusedExample,
};
inline constexpr Reason kOverridingSeed{
    .name = "invalid-overriding-seed",
    .text = kInvalid,
    .help = msgid("write `{seed}` in line {line} of `{file}`, which wins over `{path}`"),
    .example = kOverridingExample,
};
inline constexpr Reason kPartOfRun{
    .name = "part-of-run",
    .text = kInvalid,
    .help = msgid("add the line `{seed}` to the config of the whole run"),
    .example = kPartExample,
};
inline constexpr Reason kMissingBase{
    .name = "missing-base",
    .text = msgid("`{path}` cannot be loaded, so it has no valid seed: {problem}"),
    .help = msgid("commit the file that `{path}` inherits from, or correct its name there"),
    .why = msgid("the run stops before it begins"),
    .example = kMissingExample,
};
inline constexpr Reason kUnknownDefault{
    .name = "unknown-default",
    .text = msgid("`{path}` has a seed, but may not load: {problem}"),
    .help = msgid("commit that config, unless the code registers it with Hydra"),
    .why = msgid("Hydra stops if it finds the default neither in a file nor in its ConfigStore"),
    .example = kMissingExample,
};
inline constexpr Reason kUnreadable{
    .name = "unreadable",
    .text = msgid("`{path}` cannot be read, so it has no valid seed: {problem}"),
    .help = msgid("fix line {line} of `{path}`, or add a config with `{seed}`"),
    .example = kUnreadableExample,
};
inline constexpr Reason kNoneSeeded{
    .name = "none-seeded",
    .text = msgid("none of the {configs} has a valid seed: {list}"),
    .help = msgid("give one of them a seed: {help}"),
    .example = kSeveralExample,
};
inline constexpr Reason kNoneOfFirstSeeded{
    .name = "none-of-first-seeded",
    .text = msgid("none of the first {configs} has a valid seed, and there are more than are read: {list}"),
    .help = msgid("give one of them a seed: {help}"),
    .example = kSeveralExample,
};
inline constexpr Reason kZeroSeed{
    .name = "zero-seed",
    .text = msgid("`{path}` has the seed 0 ({files}:{line}), which some frameworks read as \"no seed\""),
    .help = msgid("write any other number in line {line} of `{file}`"),
    .why = msgid("`if cfg.get(\"seed\")` is false for 0, and the run seeds nothing"),
    .example = kZeroExample,
};
inline constexpr Reason kNoConfig{
    .name = "no-config",
    .text = msgid("the tip of `{ref}` has no experiment config, so no seed"),
    .help = msgid("commit the config that the experiment runs with, for example `{path}`, and set its seed"),
    .example = kNoConfigExample,
};
inline constexpr Reason kNoConfigAnywhere{
    .name = "no-config-in-globs",
    .text = msgid("the tip of `{ref}` has no experiment config, so no seed"),
    .help = msgid("commit a config with a `seed` at a path that the option `configs` allows"),
    .example = kNoConfigExample,
};
inline constexpr ExampleArgument kNotAppliedExample[] = {
    {"config", "configs/exp/vit.yaml"},
    {"key", "seed"},
    {"calls", "`torch.manual_seed(1337)` in `train.py`:31"},
    {"path", "train.py"},
    {"line", "31"}};
inline constexpr Reason kNotApplied{
    .name = "seed-not-applied",
    .text = msgid("the code does not seed with `{key}` of `{config}`, but with something else: {calls}"),
    .help = msgid("give the seed of the config to the call in line {line} of `{path}`"),
    .why = msgid("the config names a seed that the run does not use"),
    .example = kNotAppliedExample,
};
inline constexpr const Reason* kReasons[] = {
    &kNotApplied,      &kNoSeed,         &kNoSeedAtLine,      &kSeedToBind,    &kNoSeedInDefaults,
    &kNoSeedInLine,    &kInvalidSeed,    &kInheritedSeed,     &kUnsettledSeed, &kSeedByHand,
    &kRefusedSeed,     &kOverridingSeed, &kPartOfRun,         &kUnreadable,    &kMissingBase,
    &kUnknownDefault,  &kNoneSeeded,     &kNoneOfFirstSeeded, &kZeroSeed,      &kNoConfig,
    &kNoConfigAnywhere};

}  // namespace expgate::rules::seed_reasons
