#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/compose.h"
#include "content/seed.h"
#include "rules/config_reader.h"
#include "rules/experiment_files.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {kConfigsOption};

constexpr std::size_t kShown = 3;  // configs that a refusal names

// A config without a valid seed, and what it has instead.
struct Unseeded {
  std::string path;
  std::string key;   // that should hold a seed; empty: there is none
  std::string what;  // "`seed` is empty"
  int line = 0;      // of the key in the file itself, or of what cannot be read; 0: it has no such line
  bool is_unread = false;
};

Unseeded unseeded(const std::string& path, const content::Composed& config,
                  const content::SeedProblem& problem) {
  Unseeded found{path, problem.key, problem.what, problem.mark.file == 0 ? problem.mark.line : 0};
  if (problem.mark.file > 0) {
    found.what += fmt::format(" ({}:{})", content::chain_to(config, problem.mark.file), problem.mark.line);
  }
  if (!config.gaps.empty()) found.what += " and it " + config.gaps.front();
  return found;
}

// What a search through the configs of a tip has found so far.
struct Search {
  const TipView& view;
  ConfigReader reader;
  std::vector<Unseeded> unseeded;
  bool seeded = false;

  explicit Search(const TipView& the_view) : view(the_view), reader(the_view) {}

  // Judges the config at `path`; where `changed` is given, only if it is made of one of those files, or
  // chooses from their folders.
  Result<void> judge(const std::string& path, const std::set<std::string>* changed) {
    TRY_ASSIGN(const auto config, reader.compose(path));
    if (!config) {
      const content::Flaw& flaw = config.error();
      if (changed == nullptr)
        unseeded.push_back({path, "", "cannot be judged: " + flaw.what, flaw.mark.line, true});
      return {};
    }
    if (changed != nullptr && !is_made_of(*config, *changed)) return {};
    const content::SeedVerdict verdict = content::find_seed(config->root);
    seeded = verdict.seed.has_value();
    if (!seeded) unseeded.push_back(rules::unseeded(path, *config, verdict.problems.front()));
    return {};
  }

  static bool is_made_of(const content::Composed& config, const std::set<std::string>& changed) {
    const auto is_changed = [&](const auto& file) { return changed.contains(file.path); };
    const auto has_changed = [&](const std::string& group) {
      const auto first = changed.lower_bound(group + "/");
      return first != changed.end() && first->starts_with(group + "/");
    };
    return std::any_of(config.files.begin(), config.files.end(), is_changed) ||
           std::any_of(config.groups.begin(), config.groups.end(), has_changed);
  }
};

std::string place_of(const Unseeded& config) {
  return config.line == 0 ? fmt::format("`{}`", config.path)
                          : fmt::format("`{}`:{}", config.path, config.line);
}

// The line to write, in the config's own language.
std::string line_to_write(const Unseeded& config) {
  const std::string name = config.key.empty() ? "seed" : config.key.substr(config.key.rfind('.') + 1);
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

std::string advice_for(const Unseeded& config) {
  const std::string line = line_to_write(config);
  if (config.is_unread) {
    return fmt::format("mend {}`{}`, or add a config with {}; then git add {} && git commit",
                       config.line > 0 ? fmt::format("line {} of ", config.line) : "", config.path, line,
                       shell_quoted(config.path));
  }
  const bool is_there = config.line > 0 && !config.key.empty();
  const std::string where =
      is_there ? fmt::format("write {} in line {} of", line, config.line) : "add the line " + line + " to";
  return fmt::format("{} `{}`; then git add {} && git commit", where, config.path, shell_quoted(config.path));
}

Violation refusal(std::vector<Unseeded> configs, bool all_looked_at) {
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return !config.key.empty(); });
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return !config.is_unread; });
  const Unseeded& first = configs.front();
  std::string message;
  if (configs.size() == 1 && all_looked_at) {
    message =
        fmt::format("`{}` has no valid seed: {}{}", first.path, first.key.empty() ? "it " : "", first.what);
  } else {
    message = fmt::format("none of {}{} has a valid seed: ", all_looked_at ? "" : "the first ",
                          count_of(configs.size(), "experiment config"));
    for (std::size_t at = 0; at < std::min(kShown, configs.size()); ++at) {
      message += fmt::format("{}{} {}", at == 0 ? "" : "; ", place_of(configs[at]), configs[at].what);
    }
    if (configs.size() > kShown) message += fmt::format("; and {} more", configs.size() - kShown);
    if (!all_looked_at) message += "; there are more than can be looked at";
  }
  Violation violation{.message = std::move(message), .advice = advice_for(first), .path = first.path};
  if (first.line > 0) violation.line = first.line;
  return violation;
}

Violation no_config(const TipView& view, const text::GlobSet& configs) {
  const std::string path = proposed_path(view, configs);
  const std::string_view ref = short_name(view.update.ref);
  return {.message = fmt::format("the tip of `{}` has no experiment config, so no seed", ref),
          .advice = path.empty() ? "commit a config with a `seed` where the option `configs` looks"
                                 : command_to_create(path)};
}

// What the branch changed is judged first; then what is made of it; where it changed no config, all that
// there are.
Result<void> judge_tip(const TipView& view, const text::GlobSet& configs, Violations& violations) {
  const std::string_view branch = short_name(view.update.ref);
  TRY_ASSIGN(std::vector<File> changed, view.changed(configs));
  changed = in_order(std::move(changed), branch);
  std::set<std::string> paths;
  for (const File& file : changed) paths.insert(file.path);
  Search search(view);
  std::size_t looked_at = 0;
  for (; looked_at < std::min(changed.size(), kMostConfigs) && search.reader.may_go_on(); ++looked_at) {
    TRY(search.judge(changed[looked_at].path, nullptr));
    if (search.seeded) return {};
  }
  TRY_ASSIGN(std::vector<File> all, view.files(configs));
  all = in_order(std::move(all), branch);
  const std::set<std::string>* const made_of = paths.empty() ? nullptr : &paths;
  std::size_t further = 0;
  for (; further < std::min(all.size(), kMostConfigs) && search.reader.may_go_on(); ++further) {
    if (paths.contains(all[further].path)) continue;
    TRY(search.judge(all[further].path, made_of));
    if (search.seeded) return {};
  }
  if (search.unseeded.empty()) {
    violations.push_back(no_config(view, configs));
  } else {
    const bool all_looked_at = looked_at == changed.size() && further == all.size();
    violations.push_back(refusal(std::move(search.unseeded), all_looked_at));
  }
  return {};
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto configs, config_globs(options));
  return JudgeTip{[configs](const TipView& view, Violations& violations) {
    return judge_tip(view, *configs, violations);
  }};
}

}  // namespace

Result<void> judge_seed(const TipView& view, const text::GlobSet& configs, Violations& violations) {
  return judge_tip(view, configs, violations);
}

extern const Rule experiment_seed;
const Rule experiment_seed{
    {
        .id = "experiment-seed",
        .scope = Scope::tip,
        .summary = "An experiment config of the tip (on a branch that changes configs: one of those "
                   "affected) resolves to a "
                   "valid seed.",
        .why = "without its seed a run cannot be repeated, and a gain may be luck",
        .bad = "configs/exp/vit.yaml: `seed: null`",
        .good = "configs/exp/vit.yaml: `seed: 42`",
        .mend = "Write `seed: 42` into the config that the experiment runs with: a whole number of 0 to "
                "4294967295, or a list of "
                "them. Also read are seeds, random_seed, manual_seed, global_seed, rng_seed, prng_seed, "
                "torch_seed, base_seed, "
                "train_seed, training_seed, seed_everything and random_state, at any depth but under "
                "loaders, datasets, sweepers "
                "and clients; ${other.key}, ${oc.env:SEED,42} and !ref <key> are followed, and so are "
                "_base_, base_config, "
                "extends, !include and Hydra's defaults. Python configs are read, not run. One valid seed is "
                "enough, unless a "
                "`seed`, `random_seed` or `global_seed` beside or above it is not valid. Better not 0: some "
                "frameworks read it as "
                "\"no seed\".",
        .options = kOptions,
        .yields_to = "experiment-config",
    },
    make,
};

}  // namespace expgate::rules
