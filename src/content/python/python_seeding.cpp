#include "content/python/python_seeding.h"

#include <algorithm>
#include <iterator>
#include <span>

#include "base/strings.h"
#include "content/lists/seeding.h"

namespace expgate::content {

namespace {

// Calls that seed, by their full names.
struct Known {
  std::span<const std::string_view> names;
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
    {seeding::kRandom, kRandom},
    {seeding::kNumpy, kNumpy},
    {seeding::kTorch, kTorch},
    {seeding::kCuda, kCuda},
    {seeding::kDeterministic, {.deterministic = true}},
    {seeding::kKeras, {.seeds = {true, true, false}}},
    {seeding::kEverything, kAll, false},
};

bool holds(std::span<const std::string_view> sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

bool begins(std::string_view name, std::string_view prefix) {
  return name.starts_with(prefix);
}

bool is_listed(std::string_view name) {
  return std::any_of(std::begin(seeding::kListed), std::end(seeding::kListed),
                     [&](std::string_view prefix) { return begins(name, prefix); });
}

std::string_view last_of(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

// A seed that is another one each time.
bool is_no_seed(std::string_view arguments) {
  if (arguments.empty() || arguments == "None" || arguments == "seed=None" || arguments == "a=None")
    return true;
  for (const std::string_view source : seeding::kChanging)
    if (arguments.find(source) != std::string_view::npos) return true;
  return false;
}

// Whether somebody else's function seeds everything, by its name.
bool seeds_all(const PythonUse& use) {
  const std::string_view last = last_of(use.name);
  if (holds(seeding::kByConfig, use.name)) return true;
  if (last == "LightningCLI") return true;
  if (begins(use.name, "trl.") && last.ends_with("Trainer")) return true;
  if (holds(seeding::kEverythingByName, last)) return true;
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
    return use.is_imported && holds(each.names, use.name);
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

bool seeds_loader_workers(std::string_view function) {
  const auto has = [&](std::string_view word) { return function.find(word) != std::string_view::npos; };
  return has("worker") && (has("seed") || has("init"));
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
