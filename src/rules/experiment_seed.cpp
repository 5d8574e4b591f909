#include <algorithm>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/seed.h"
#include "rules/experiment_files.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {kConfigsOption};

constexpr std::size_t kShown = 3;  // configs that a refusal names

// A config without a valid seed, and what it has instead.
struct Unseeded {
  std::string path;
  content::SeedProblem problem;
};

// Nothing: it has a valid seed.
Result<std::optional<Unseeded>> judge_config(const TipView& view, const File& file) {
  TRY_ASSIGN(const content::Document document, read_config(view, file));
  if (!document)
    return Unseeded{file.path, {"", "cannot be judged: " + document.error().what, document.error().mark}};
  const content::SeedVerdict verdict = content::find_seed(*document);
  if (verdict.seed) return std::nullopt;
  return Unseeded{file.path, verdict.problems.front()};
}

std::string place_of(const Unseeded& config) {
  if (config.problem.mark.line == 0) return fmt::format("`{}`", config.path);
  return fmt::format("`{}`:{}", config.path, config.problem.mark.line);
}

// The line to write, in the config's own language.
std::string line_to_add(const Unseeded& config) {
  const std::string& key = config.problem.key;
  const std::string name = key.empty() ? "seed" : key.substr(key.rfind('.') + 1);
  switch (content::language_of(config.path).value_or(content::Language::yaml)) {
    case content::Language::json:
      return fmt::format("`\"{}\": 42`", name);
    case content::Language::toml:
    case content::Language::python:
      return fmt::format("`{} = 42`", name);
    case content::Language::yaml:
      break;
  }
  return fmt::format("`{}: 42`", name);
}

Violation refusal(const std::vector<Unseeded>& configs, std::size_t all) {
  const Unseeded& first = configs.front();
  std::string message;
  if (all == 1) {
    message = fmt::format("`{}` has no valid seed: it {}", first.path, first.problem.what);
    if (!first.problem.key.empty())
      message = fmt::format("`{}` has no valid seed: {}", first.path, first.problem.what);
  } else {
    message = fmt::format("none of {} has a valid seed: ", count_of(all, "experiment config"));
    for (std::size_t at = 0; at < std::min(kShown, configs.size()); ++at) {
      message += fmt::format("{}{} {}", at == 0 ? "" : "; ", place_of(configs[at]), configs[at].problem.what);
    }
    if (all > kShown) message += fmt::format("; and {} more", all - kShown);
  }
  const std::string where =
      first.problem.key.empty()
          ? "add the line " + line_to_add(first) + " to"
          : fmt::format("write {} in line {} of", line_to_add(first), first.problem.mark.line);
  const std::string path = shell_quoted(first.path);
  Violation violation{
      .message = std::move(message),
      .advice = fmt::format("{} `{}`; then git add {} && git commit", where, first.path, path),
      .path = first.path};
  if (first.problem.mark.line > 0) violation.line = first.problem.mark.line;
  return violation;
}

Violation no_config(const TipView& view, const text::GlobSet& configs) {
  const std::string path = proposed_path(view, configs);
  return {.message = fmt::format("the tip of `{}` has no experiment config, so no seed",
                                 short_name(view.update.ref)),
          .advice = path.empty() ? "commit a config with a `seed` where the option `configs` looks"
                                 : command_to_create(path)};
}

Result<void> judge_tip(const TipView& view, const text::GlobSet& configs, Violations& violations) {
  TRY_ASSIGN(std::vector<File> found, view.changed(configs));
  if (found.empty()) {
    TRY_ASSIGN(found, view.files(configs));
  }
  const std::vector<File> files = in_order(std::move(found), short_name(view.update.ref));
  if (files.empty()) {
    violations.push_back(no_config(view, configs));
    return {};
  }
  std::vector<Unseeded> unseeded;
  for (std::size_t at = 0; at < files.size() && at < kMostConfigs; ++at) {
    TRY_ASSIGN(auto config, judge_config(view, files[at]));
    if (!config) return {};
    unseeded.push_back(*std::move(config));
  }
  std::stable_partition(unseeded.begin(), unseeded.end(),
                        [](const Unseeded& config) { return !config.problem.key.empty(); });
  violations.push_back(refusal(unseeded, files.size()));
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto configs, config_globs(options));
  return JudgeTip{[configs](const TipView& view, Violations& violations) {
    return judge_tip(view, *configs, violations);
  }};
}

}  // namespace

extern const Rule experiment_seed;
const Rule experiment_seed{
    {
        .id = "experiment-seed",
        .scope = Scope::tip,
        .summary = "An experiment config of the tip (on a branch that changes configs: one of those) "
                   "resolves to a valid seed.",
        .why = "without its seed a run cannot be repeated, and a gain may be luck",
        .bad = "configs/exp/vit.yaml: `seed: null`",
        .good = "configs/exp/vit.yaml: `seed: 42`",
        .mend = "Write `seed: 42` into the config that the experiment runs with: a whole number of 0 to "
                "4294967295, or a list of "
                "them. Also read are seeds, random_seed, manual_seed, global_seed, rng_seed, prng_seed, "
                "torch_seed, base_seed, "
                "train_seed, training_seed, seed_everything and random_state, at any depth but under "
                "loaders, datasets, sweepers "
                "and clients; ${other.key}, ${oc.env:SEED,42} and !ref <key> are followed. One valid seed is "
                "enough, unless a "
                "`seed`, `random_seed` or `global_seed` beside or above it is not valid. Better not 0: some "
                "frameworks read it as "
                "\"no seed\".",
        .options = kOptions,
    },
    make,
};

}  // namespace expgate::rules
