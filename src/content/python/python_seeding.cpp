#include "content/python/python_seeding.h"

#include <algorithm>

#include "base/strings.h"

namespace expgate::content {

namespace {

// A call that seeds, by its full name.
struct Known {
  std::string_view name;
  SeedingEffect effect;
  bool needs_seed = true;  // without one it draws one
};

constexpr SeedingEffect kRandom{.seeds = {true, false, false}};
constexpr SeedingEffect kNumpy{.seeds = {false, true, false}};
constexpr SeedingEffect kTorch{.seeds = {false, false, true},
                               .cuda = true};  // "on all devices", says its page
constexpr SeedingEffect kCuda{.cuda = true};
constexpr SeedingEffect kAll{.seeds = {true, true, true}, .cuda = true};

constexpr Known kCalls[] = {
    {"random.seed", kRandom},
    {"random.Random", kRandom},
    {"random.setstate", kRandom},
    {"numpy.random.seed", kNumpy},
    {"numpy.random.default_rng", kNumpy},
    {"numpy.random.RandomState", kNumpy},
    {"numpy.random.SeedSequence", kNumpy},
    {"numpy.random.PCG64", kNumpy},
    {"numpy.random.Philox", kNumpy},
    {"numpy.random.MT19937", kNumpy},
    {"numpy.random.set_state", kNumpy},
    {"torch.manual_seed", kTorch},
    {"torch.random.manual_seed", kTorch},
    {"torch.set_rng_state", kTorch},
    {"torch.random.set_rng_state", kTorch},
    {"torch.cuda.manual_seed", kCuda},
    {"torch.cuda.manual_seed_all", kCuda},
    {"torch.cuda.random.manual_seed", kCuda},
    {"torch.cuda.random.manual_seed_all", kCuda},
    {"torch.use_deterministic_algorithms", {.deterministic = true}},
    {"torch.set_deterministic", {.deterministic = true}},
    {"lightning.seed_everything", kAll, false},
    {"pytorch_lightning.seed_everything", kAll, false},
    {"tensorflow.keras.utils.set_random_seed", {.seeds = {true, true, false}}},
};

// What frameworks and people call the function that seeds everything.
constexpr std::string_view kSeedsAll[] = {"set_seed",         "seed_everything", "set_random_seed",
                                          "seed_all",         "seed_all_rng",    "set_all_seeds",
                                          "set_seeds",        "set_global_seed", "set_global_seeds",
                                          "setup_seed",       "init_seeds",      "init_seed",
                                          "fix_seed",         "fix_seeds",       "fix_random_seed",
                                          "fix_random_seeds", "set_rng_seed",    "set_determinism",
                                          "seed_torch",       "random_seed",     "enable_full_determinism"};

// Classes and functions that seed everything from the configuration that they are given.
constexpr std::string_view kSeedByConfig[] = {"transformers.Trainer",
                                              "transformers.Seq2SeqTrainer",
                                              "transformers.trainer.Trainer",
                                              "mmengine.runner.Runner",
                                              "mmengine.Runner",
                                              "mmengine.runner.Runner.from_cfg",
                                              "mmengine.Runner.from_cfg",
                                              "detectron2.engine.default_setup",
                                              "detectron2.engine.defaults.default_setup",
                                              "ultralytics.YOLO"};

// Libraries whose own functions are listed above: nothing else of theirs is taken for a seeding function.
constexpr std::string_view kListed[] = {"random.", "numpy.", "torch.", "tensorflow.", "jax."};

template <typename List>
bool holds(const List& list, std::string_view name) {
  return std::find(std::begin(list), std::end(list), name) != std::end(list);
}

bool begins(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix);
}

bool is_listed(std::string_view name) {
  return std::any_of(std::begin(kListed), std::end(kListed),
                     [&](std::string_view prefix) { return begins(name, prefix); });
}

std::string_view last_of(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

// A seed that is another one each time.
bool is_no_seed(std::string_view arguments) {
  if (arguments.empty() || arguments == "None" || arguments == "seed=None" || arguments == "a=None")
    return true;
  for (const std::string_view source :
       {"time.time", "time_ns", "urandom", "datetime", "perf_counter", "SystemRandom"})
    if (arguments.find(source) != std::string_view::npos) return true;
  return false;
}

// Whether somebody else's function seeds everything, by its name.
bool seeds_all(const PythonUse& use) {
  const std::string_view last = last_of(use.name);
  if (holds(kSeedByConfig, use.name)) return true;
  if (last == "LightningCLI") return true;
  if (begins(use.name, "trl.") && last.ends_with("Trainer")) return true;
  if (holds(kSeedsAll, last)) return true;
  // an import from elsewhere, called like `set_my_seed`
  const std::string lower = ascii_lower(last);
  const bool is_about_seeds =
      lower.find("seed") != std::string::npos && lower.find("worker") == std::string::npos;
  const bool does =
      begins(lower, "set") || begins(lower, "seed_") || begins(lower, "fix") || begins(lower, "init");
  return use.is_imported && is_about_seeds && does;
}

SeedingEffect effect_of_assignment(const PythonUse& use) {
  SeedingEffect effect;
  const std::string_view name = use.name;
  const bool is_off = use.value == "False";
  if (name.ends_with("cudnn.deterministic")) effect.deterministic = !is_off;
  if (name.ends_with("cudnn.benchmark")) {
    effect.benchmark = use.value == "True";
    effect.no_benchmark = !effect.benchmark;
  }
  if (name.ends_with("cudnn.enabled") && is_off) effect.deterministic = effect.no_benchmark = true;
  return effect;
}

bool is_of(std::string_view name, std::string_view library) {
  return name == library || (begins(name, library) && name[library.size()] == '.');
}

}  // namespace

std::string_view name_of(RandomLibrary library) {
  switch (library) {
    case RandomLibrary::random:
      return "random";
    case RandomLibrary::numpy:
      return "numpy";
    case RandomLibrary::torch:
      break;
  }
  return "torch";
}

SeedingEffect effect_of(const PythonUse& use, bool is_own) {
  if (use.is_assigned) return effect_of_assignment(use);
  if (!use.is_call) return {};
  SeedingEffect effect;
  const Known* const known = std::find_if(std::begin(kCalls), std::end(kCalls), [&](const Known& each) {
    return use.is_imported && each.name == use.name;
  });
  if (known != std::end(kCalls)) {
    if (known->needs_seed && is_no_seed(use.arguments)) return {};
    effect = known->effect;
    if (effect.deterministic) effect.deterministic = begins(use.arguments, "False") ? false : true;
  } else if (!is_own && !is_listed(use.name) && seeds_all(use)) {
    effect = kAll;
    const std::string_view last = last_of(use.name);
    if (last == "set_determinism" || last == "enable_full_determinism")
      effect.deterministic = effect.no_benchmark = true;
  }
  const std::size_t flag = use.arguments.find("deterministic");
  const bool sets_flag = flag != std::string::npos && use.arguments.find('=', flag) != std::string::npos &&
                         !begins(std::string_view(use.arguments).substr(flag), "deterministic=False");
  if (sets_flag)
    effect.deterministic = effect.no_benchmark = true;  // Lightning's Trainer, mmengine's set_random_seed
  return effect;
}

std::optional<int> used_import(const PythonModule& module, RandomLibrary library) {
  const std::string_view name = name_of(library);
  const auto found = std::find_if(module.imports.begin(), module.imports.end(),
                                  [&](const PythonImport& import) { return is_of(import.module, name); });
  if (found == module.imports.end()) return std::nullopt;
  const bool is_used = std::any_of(module.uses.begin(), module.uses.end(), [&](const PythonUse& use) {
    return use.is_imported && is_of(use.name, name);
  });
  return is_used || found->member == "*" ? std::optional(found->line) : std::nullopt;
}

bool uses_cuda(const PythonModule& module) {
  return std::any_of(module.uses.begin(), module.uses.end(), [](const PythonUse& use) {
    if (use.is_imported && begins(use.name, "torch.cuda.") && use.name.find("seed") == std::string::npos)
      return true;
    if (use.is_call && use.name.ends_with(".cuda")) return true;
    return use.is_call && (use.arguments.find("\"cuda") != std::string::npos ||
                           use.arguments.find("'cuda") != std::string::npos);
  });
}

}  // namespace expgate::content
