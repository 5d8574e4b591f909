#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/configs/compose.h"
#include "content/configs/seed.h"
#include "content/python/python_source.h"
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
  std::string winner;  // the file whose value stands over the config's own; empty: there is none
  int winner_line = 0;
};

Unseeded unseeded(const std::string& path, const content::Composed& config,
                  const content::SeedProblem& problem) {
  constexpr std::size_t kMost = 3;  // files that are named of those that it is made of
  Unseeded found{path, problem.key, problem.what, problem.mark.file == 0 ? problem.mark.line : 0};
  if (problem.mark.file > 0) {
    found.what += fmt::format(" ({}:{})", content::chain_to(config, problem.mark.file), problem.mark.line);
  } else if (problem.key.empty() && config.files.size() > 1) {
    std::vector<std::string> bases;
    for (std::size_t at = 1; at < std::min(config.files.size(), kMost + 1); ++at)
      bases.push_back("`" + config.files[at].path + "`");
    if (config.files.size() > kMost + 1) bases.emplace_back("…");
    found.what += ", nor has what it inherits from, " + join(bases, ", ");
  }
  if (!config.gaps.empty()) found.what += " and it " + config.gaps.front();
  return found;
}

// What the configs of a tip have been found to have.
struct Found {
  std::optional<Violation> zero;  // of the config whose seed counts: it is valid, but there are better ones
  std::vector<Unseeded> unseeded;
  bool seeded = false;
};

// A 0 is a seed, but not to everybody.
Violation zero_seed(const std::string& path, const content::Composed& config, const content::Seed& seed) {
  const std::string& file = config.files[static_cast<std::size_t>(seed.mark.file)].path;
  return {.message = fmt::format("`{}` has the seed 0 ({}:{}), which some frameworks read as \"no seed\"",
                                 path, content::chain_to(config, seed.mark.file), seed.mark.line),
          .why = "`if cfg.get(\"seed\")` is false for 0, and the run seeds nothing",
          .advice = fmt::format("write any other number in line {} of `{}`; then git add {} && git commit",
                                seed.mark.line, file, shell_quoted(file)),
          .line = seed.mark.line,
          .path = file,
          .only_warns = true};
}

// The search through the configs of a tip.
struct Search {
  ConfigReader reader;
  Found affected;  // by what the branch changed
  Found others;
  Found code;  // Python that only lies among configs

  explicit Search(const TipView& view) : reader(view), view_(view) {}

  // Judges the config at `path`. Where `changed` is given it counts as affected only if it is made of one of
  // those files, or chooses from their folders.
  Result<void> judge(const std::string& path, const std::set<std::string>* changed) {
    TRY_ASSIGN(const auto config, reader.compose(path));
    if (!config) {
      const content::ParseError& flaw = config.error();
      Found& found = changed == nullptr ? affected : others;
      found.unseeded.push_back({path, "", "cannot be judged: " + flaw.what, flaw.mark.line, true});
      return {};
    }
    const bool is_affected = changed == nullptr || is_made_of(*config, *changed);
    TRY_ASSIGN(const bool is_code, is_code_without_seed(path, *config));
    Found& found = is_code ? code : is_affected ? affected : others;
    const std::size_t before = found.unseeded.size();
    judge(path, *config, found);
    if (found.unseeded.size() > before) TRY(find_winner(*config, found.unseeded.back()));
    return {};
  }

 private:
  // Hydra's `_self_` may let a default win over what the config says itself: another line there would not
  // help.
  Result<void> find_winner(const content::Composed& config, Unseeded& unseeded) {
    const content::SeedVerdict verdict = content::find_seed(config.root);
    if (verdict.seed || verdict.problems.front().mark.file == 0 || unseeded.key.empty()) return {};
    TRY_ASSIGN(const auto file, view_.file(unseeded.path));
    if (!file || !file->has_content()) return {};
    TRY_ASSIGN(const content::Document own, read_config(view_, *file));
    if (!own || own->find(unseeded.key) == nullptr) return {};
    const text::Location& mark = verdict.problems.front().mark;
    unseeded.winner = config.files[static_cast<std::size_t>(mark.file)].path;
    unseeded.winner_line = mark.line;
    return {};
  }

  // A module that lies in a folder of configs: it counts only where there is nothing else.
  Result<bool> is_code_without_seed(const std::string& path, const content::Composed& config) {
    if (content::language_of(path) != content::Language::python) return false;
    const content::SeedVerdict verdict = content::find_seed(config.root);
    if (verdict.seed || !verdict.problems.front().key.empty()) return false;
    TRY_ASSIGN(const auto file, view_.file(path));
    if (!file || !file->has_content()) return false;
    TRY_ASSIGN(const std::string text, view_.content(*file));
    return content::is_python_code(text);
  }

  static void judge(const std::string& path, const content::Composed& config, Found& found) {
    if (found.seeded) return;
    const content::SeedVerdict verdict = content::find_seed(config.root);
    const std::string part = config.package.starts_with("_global_") ? "" : content::part_folder(path);
    if (verdict.seed && !part.empty()) {
      const std::string what =
          fmt::format("has no `seed`: it lies in `{}/`, so its `{}` seeds only a part of the run", part,
                      verdict.seed->key);
      found.unseeded.push_back({path, "", what, 0});
    } else if (verdict.seed) {
      found.seeded = true;
      if (verdict.seed->zero) found.zero = zero_seed(path, config, *verdict.seed);
    } else {
      found.unseeded.push_back(unseeded(path, config, verdict.problems.front()));
    }
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

  const TipView& view_;
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
    case content::Language::python:
      // an argument or attribute of something else, where the key is not at the top
      if (config.key.find('.') != std::string::npos) return fmt::format("`{}=42`", name);
      [[fallthrough]];
    case content::Language::toml:
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
  if (!config.winner.empty())
    return fmt::format("write {} in line {} of `{}`, which wins over `{}`; then git add {} && git commit",
                       line, config.winner_line, config.winner, config.path, shell_quoted(config.winner));
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

// Judges all configs as far as the limits go, until one that counts is seeded; whether all were looked at.
Result<bool> search_all(Search& search, const std::vector<File>& changed, const std::vector<File>& all,
                        const std::set<std::string>& touched) {
  std::set<std::string_view> judged;
  for (const File& file : changed) {
    if (judged.size() == kMostConfigs || !search.reader.may_go_on()) return false;
    TRY(search.judge(file.path, nullptr));
    if (search.affected.seeded) return true;
    judged.insert(file.path);
  }
  std::size_t further = 0;
  for (const File& file : all) {
    if (judged.contains(file.path)) continue;
    if (further++ == kMostConfigs || !search.reader.may_go_on()) return false;
    TRY(search.judge(file.path, &touched));
    const bool may_stop = search.affected.seeded || (touched.empty() && search.others.seeded);
    if (may_stop) return true;
  }
  return true;
}

// Python outside of the folders of configs is code: no config is made of it.
bool is_data(std::string_view path) {
  const auto language = content::language_of(path);
  return language && *language != content::Language::python;
}

// What the branch changed is judged first; then what is made of it; where neither is a config, all that there
// are.
Result<void> judge_tip(const TipView& view, const text::GlobSet& configs, Violations& violations) {
  const std::string_view branch = short_name(view.update.ref);
  TRY_ASSIGN(const text::GlobSet any, text::GlobSet::compile({"*"}));
  TRY_ASSIGN(std::vector<File> changed, view.changed(any));
  TRY_ASSIGN(std::vector<File> all, view.files(configs));
  std::set<std::string> touched;  // what configs may be made of, wherever it lies
  for (const File& file : changed)
    if (is_data(file.path)) touched.insert(file.path);
  std::erase_if(changed, [&](const File& file) { return !configs.matches(file.path); });
  for (const File& file : changed) touched.insert(file.path);
  changed = in_order(std::move(changed), branch);
  Search search(view);
  TRY_ASSIGN(const bool all_looked_at,
             search_all(search, changed, in_order(std::move(all), branch), touched));
  const bool is_affected = search.affected.seeded || !search.affected.unseeded.empty();
  const bool has_others = search.others.seeded || !search.others.unseeded.empty();
  Found& found = is_affected ? search.affected : has_others ? search.others : search.code;
  if (found.zero) violations.push_back(*std::move(found.zero));
  if (found.seeded) return {};
  violations.push_back(found.unseeded.empty() ? no_config(view, configs)
                                              : refusal(std::move(found.unseeded), all_looked_at));
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
