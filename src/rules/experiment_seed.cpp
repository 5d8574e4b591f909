#include <algorithm>
#include <set>

#include "content/configs/compose.h"
#include "content/configs/seed.h"
#include "content/python/python_module.h"
#include "rules/config_reader.h"
#include "rules/experiment_files.h"
#include "rules/experiment_seed_reasons.h"
#include "rules/seed_edit.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {kConfigsOption};

constexpr std::size_t kShown = 3;  // configs that a finding names

// A config without a valid seed, and what it has instead.
struct Unseeded {
  const Reason* reason = &seed_reasons::kNoSeed;
  std::string path;
  std::string key;     // that should hold a seed; empty: there is none
  Text problem;        // "`seed` is empty"
  int line = 0;        // of the key in the file itself, or of what cannot be read; 0: it has no such line
  std::string winner;  // the file whose value stands over the config's own; empty: there is none
  int winner_line = 0;
};

Unseeded unseeded(const std::string& path, const content::Composed& config,
                  const content::SeedProblem& problem) {
  constexpr std::size_t kMost = 3;  // files that are named of those that it is made of
  const text::Location& at = problem.location;
  Unseeded found{
      .path = path, .key = problem.key, .problem = problem.what, .line = at.file == 0 ? at.line : 0};
  if (!problem.key.empty())
    found.reason = found.line > 0 ? &seed_reasons::kInvalidSeed : &seed_reasons::kInheritedSeed;
  if (at.file > 0) {
    found.problem =
        tr("{problem} ({files}:{line})",
           {{"problem", problem.what}, {"files", content::chain_to(config, at.file)}, {"line", at.line}});
  } else if (problem.key.empty() && config.files.size() > 1) {
    std::vector<Text> bases;
    for (std::size_t base = 1; base < std::min(config.files.size(), kMost + 1); ++base)
      bases.push_back(verbatim("`" + config.files[base].path + "`"));
    if (config.files.size() > kMost + 1) bases.push_back(verbatim("…"));
    found.problem = tr("{problem} (also looked for in {files})",
                       {{"problem", problem.what}, {"files", std::move(bases)}});
  }
  if (!config.gaps.empty())
    found.problem =
        tr("{problem}; {gap}", {{"problem", std::move(found.problem)}, {"gap", config.gaps.front()}});
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
  const std::string& file = config.files[static_cast<std::size_t>(seed.location.file)].path;
  return {.reason = &seed_reasons::kZeroSeed,
          .arguments = {{"path", path},
                        {"files", content::chain_to(config, seed.location.file)},
                        {"line", seed.location.line},
                        {"file", file}},
          .remedy = {.commands = commands_to_commit(file)},
          .line = seed.location.line,
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
      const content::ParseError& error = config.error();
      Found& found = changed == nullptr ? affected : others;
      found.unseeded.push_back({.reason = &seed_reasons::kUnreadable,
                                .path = path,
                                .problem = error.what,
                                .line = error.location.line});
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
    if (verdict.seed || verdict.problems.front().location.file == 0 || unseeded.key.empty()) return {};
    TRY_ASSIGN(const auto file, view_.file(unseeded.path));
    if (!file || !file->has_content()) return {};
    TRY_ASSIGN(const content::Document own, read_config(view_, *file));
    if (!own || own->find(unseeded.key) == nullptr) return {};
    const text::Location& at = verdict.problems.front().location;
    unseeded.reason = &seed_reasons::kOverridingSeed;
    unseeded.winner = config.files[static_cast<std::size_t>(at.file)].path;
    unseeded.winner_line = at.line;
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
      found.unseeded.push_back(
          {.reason = &seed_reasons::kPartOfRun,
           .path = path,
           .problem = tr("it is in `{folder}/`, so its `{key}` seeds only a part of the run",
                         {{"folder", part}, {"key", verdict.seed->key}})});
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

// The violation of one config, as if it were the only one.
Result<Violation> violation_of(const TipView& view, const Unseeded& config) {
  const bool is_overridden = config.reason == &seed_reasons::kOverridingSeed;
  const std::string& file = is_overridden ? config.winner : config.path;
  const int line = is_overridden ? config.winner_line : config.key.empty() ? 0 : config.line;
  Violation violation{.reason = config.reason,
                      .arguments = {{"path", config.path},
                                    {"problem", config.problem},
                                    {"seed", seed_line(config.path, config.key)},
                                    {"file", file},
                                    {"line", is_overridden ? line : config.line}},
                      .remedy = {.commands = commands_to_commit(file)},
                      .path = config.path};
  if (config.line > 0) violation.line = config.line;
  if (config.reason == &seed_reasons::kUnreadable || config.reason == &seed_reasons::kPartOfRun)
    return violation;
  TRY_ASSIGN(auto edit, seed_edit(view, file, line, config.key));
  if (edit) violation.remedy.edits.push_back(*std::move(edit));
  return violation;
}

Text shown(const Unseeded& config) {
  if (config.line == 0)
    return tr("`{path}` ({problem})", {{"path", config.path}, {"problem", config.problem}});
  return tr("`{path}`:{line} ({problem})",
            {{"path", config.path}, {"line", config.line}, {"problem", config.problem}});
}

// What is reported of all of them: the first is the one to mend.
Result<Violation> none_seeded(const TipView& view, std::vector<Unseeded> configs, bool all_looked_at) {
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return !config.key.empty(); });
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return config.reason != &seed_reasons::kUnreadable; });
  TRY_ASSIGN(Violation violation, violation_of(view, configs.front()));
  if (configs.size() == 1 && all_looked_at) return violation;
  std::vector<Text> list;
  for (std::size_t at = 0; at < std::min(kShown, configs.size()); ++at) list.push_back(shown(configs[at]));
  if (configs.size() > kShown)
    list.push_back(tr_n("and {count} more", "and {count} more", configs.size() - kShown));
  violation.arguments = {
      {"configs", tr_n("{count} experiment config", "{count} experiment configs", configs.size())},
      {"list", std::move(list)},
      {"help", Text(violation.reason->help, violation.arguments)}};
  violation.reason = all_looked_at ? &seed_reasons::kNoneSeeded : &seed_reasons::kNoneOfFirstSeeded;
  return violation;
}

Violation no_config(const TipView& view, const text::GlobSet& configs) {
  const std::string path = proposed_path(view, configs);
  Violation violation{.reason = &seed_reasons::kNoConfigAnywhere,
                      .arguments = {{"ref", short_name(view.update.ref)}}};
  if (path.empty()) return violation;
  violation.reason = &seed_reasons::kNoConfig;
  violation.arguments.emplace_back("path", path);
  violation.remedy = remedy_to_create(path);
  return violation;
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
  if (found.zero) {
    TRY_ASSIGN(auto edit, seed_edit(view, *found.zero->path, *found.zero->line, "seed"));
    if (edit) found.zero->remedy.edits.push_back(*std::move(edit));
    violations.push_back(*std::move(found.zero));
  }
  if (found.seeded) return {};
  if (found.unseeded.empty()) {
    violations.push_back(no_config(view, configs));
    return {};
  }
  TRY_ASSIGN(Violation violation, none_seeded(view, std::move(found.unseeded), all_looked_at));
  violations.push_back(std::move(violation));
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
        .summary = msgid("An experiment config of the tip resolves to a valid seed; on a branch that changes "
                         "configs, one of those affected."),
        .why = msgid("without its seed a run cannot be repeated, and a gain may be luck"),
        .bad = msgid("configs/exp/vit.yaml: `seed: null`"),
        .good = msgid("configs/exp/vit.yaml: `seed: 42`"),
        .mend = msgid(
            "Write `seed: 42` into the config that the experiment runs with: a whole number from 0 to "
            "4294967295, or a list of them. Also read are seeds, random_seed, manual_seed, global_seed, "
            "rng_seed, prng_seed, torch_seed, base_seed, train_seed, training_seed, seed_everything and "
            "random_state, at any depth except under loaders, datasets, sweepers and clients. "
            "${{other.key}}, ${{oc.env:SEED,42}} and !ref <key> are followed, and so are _base_, "
            "base_config, extends, !include and Hydra's defaults. Python configs are read, not run. One "
            "valid "
            "seed is enough, unless a `seed`, `random_seed` or `global_seed` beside or above it is not "
            "valid. "
            "Avoid 0: some frameworks read it as \"no seed\"."),
        .options = kOptions,
        .reasons = seed_reasons::kReasons,
        .yields_to = "experiment-config",
    },
    make,
};

}  // namespace expgate::rules
