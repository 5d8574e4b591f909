#pragma once

#include "model/declaration.h"

// What seed-applied reports, in a file of its own for its length.
namespace expgate::rules::seeding_reasons {

inline constexpr ExampleArgument kSeededExample[] = {{"script", "train.py"},
                                                     {"libraries", "numpy (imported in `train.py`:2)"},
                                                     {"seeded", "torch in `train.py`:9"},
                                                     {"lines", "`np.random.seed(seed)`"},
                                                     {"path", "train.py"},
                                                     {"line", "9"}};
inline constexpr ExampleArgument kCudaExample[] = {
    {"function", "set_seed"},
    {"path", "utils/seed.py"},
    {"line", "7"},
    {"lines", "`torch.backends.cudnn.deterministic = True`, `torch.backends.cudnn.benchmark = False`"},
    {"benchmark_path", "train.py"},
    {"benchmark_line", "12"}};
inline constexpr ExampleArgument kMoreExample[] = {
    {"finding", "`train.py` does not seed numpy (imported in `train.py`:2)"},
    {"scripts", "2 more scripts"},
    {"help", msgid("add `np.random.seed(seed)` to `train.py`, before anything is drawn").english}};

inline constexpr Msgid kAddHelp = msgid("add {lines} to `{path}`, before anything is drawn");
inline constexpr Msgid kBesideHelp = msgid("add {lines} beside line {line} of `{path}`");
inline constexpr Msgid kCudaWhy =
    msgid("cuDNN chooses its algorithms anew each time, and their results differ");

inline constexpr Reason kNotSeeded{
    .name = "not-seeded",
    .text = msgid("`{script}` does not seed {libraries}"),
    .help = kAddHelp,
    .example = kSeededExample,
};
inline constexpr Reason kPartlySeeded{
    .name = "partly-seeded",
    .text = msgid("`{script}` does not seed {libraries}; it seeds {seeded}"),
    .help = kBesideHelp,
    .example = kSeededExample,
};
inline constexpr Reason kCodeNotSeeded{
    .name = "code-not-seeded",
    .text = msgid("the code does not seed {libraries}"),
    .help = kAddHelp,
    .example = kSeededExample,
};
inline constexpr Reason kCodePartlySeeded{
    .name = "code-partly-seeded",
    .text = msgid("the code does not seed {libraries}; it seeds {seeded}"),
    .help = kBesideHelp,
    .example = kSeededExample,
};
inline constexpr Reason kOwnNotDeterministic{
    .name = "own-not-deterministic",
    .text = msgid("`{function}` (`{path}`:{line}) is not complete for CUDA: it lacks {lines}"),
    .help = kBesideHelp,
    .why = kCudaWhy,
    .example = kCudaExample,
};
inline constexpr Reason kOwnBenchmarks{
    .name = "own-benchmarks",
    .text = msgid(
        "`{function}` (`{path}`:{line}) is not complete for CUDA: it lacks {lines}; `cudnn.benchmark` is "
        "set to True in `{benchmark_path}`:{benchmark_line}"),
    .help = kBesideHelp,
    .why = kCudaWhy,
    .example = kCudaExample,
};
inline constexpr Reason kNotDeterministic{
    .name = "not-deterministic",
    .text = msgid("the seeding in `{path}`:{line} is not complete for CUDA: it lacks {lines}"),
    .help = kBesideHelp,
    .why = kCudaWhy,
    .example = kCudaExample,
};
inline constexpr Reason kBenchmarks{
    .name = "benchmarks",
    .text = msgid(
        "the seeding in `{path}`:{line} is not complete for CUDA: it lacks {lines}; `cudnn.benchmark` is "
        "set to True in `{benchmark_path}`:{benchmark_line}"),
    .help = kBesideHelp,
    .why = kCudaWhy,
    .example = kCudaExample,
};
inline constexpr Reason kMoreScripts{
    .name = "more-scripts",
    .text = msgid("{finding} (and {scripts} like that)"),
    .help = msgid("{help}"),
    .example = kMoreExample,
};
inline constexpr Reason kMoreScriptsWarn{
    .name = "more-scripts-warn",
    .text = msgid("{finding} (and {scripts} like that)"),
    .help = msgid("{help}"),
    .why = kCudaWhy,
    .example = kMoreExample,
};
inline constexpr const Reason* kReasons[] = {
    &kNotSeeded,     &kPartlySeeded,     &kCodeNotSeeded, &kCodePartlySeeded, &kOwnNotDeterministic,
    &kOwnBenchmarks, &kNotDeterministic, &kBenchmarks,    &kMoreScripts,      &kMoreScriptsWarn};

}  // namespace expgate::rules::seeding_reasons
