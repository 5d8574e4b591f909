#include <algorithm>
#include <set>

#include "content/configs/compose.h"
#include "content/configs/seed.h"
#include "content/configs/seed_lines.h"
#include "rules/experiment_files.h"
#include "rules/experiment_seed_reasons.h"
#include "rules/seed_arrival.h"
#include "rules/seed_edit.h"
#include "rules/seed_search.h"

namespace expgate::rules {

namespace {

constexpr OptionSpec kOptions[] = {kConfigsOption};

constexpr std::size_t kShown = 3;               // configs that a finding names
constexpr std::size_t kLongestStatement = 100;  // bytes of a line that it shows whole

// The violation of a config whose seed stands, and wins, in another file.
Violation violation_at_origin(Violation violation, Edit edit, const std::string& origin) {
  violation.reason = &seed_reasons::kOverridingSeed;
  violation.arguments[2] = {"seed", statement_of(edit)};
  violation.arguments[3] = {"file", origin};
  violation.arguments[4] = {"line", edit.line};
  violation.remedy.commands = commands_to_commit(origin);
  violation.remedy.edits.push_back(std::move(edit));
  return violation;
}

// The violation of one config, as if it were the only one.
Result<Violation> violation_of(const TipView& view, SeedSearch& search, const Unseeded& config) {
  const bool is_overridden = config.reason == &seed_reasons::kOverridingSeed;
  const std::string& file = is_overridden ? config.winner : config.path;
  const int line = is_overridden ? config.winner_line : config.key.empty() ? 0 : config.line;
  const std::string key = config.key.empty() ? search.key_for(config) : config.key;
  const content::ConfigSystem system = config.system == nullptr ? content::ConfigSystem{} : *config.system;
  const std::string text = line > 0 ? content::seed_text(file, key) : content::seed_text(file, key, system);
  Violation violation{.reason = config.reason,
                      .arguments = {{"path", config.path},
                                    {"problem", config.problem},
                                    {"seed", text},
                                    {"file", file},
                                    {"line", is_overridden ? line : config.line},
                                    {"system", system.id}},
                      .remedy = {.commands = commands_to_commit(file)},
                      .path = config.path};
  if (config.line > 0) violation.line = config.line;
  const bool is_manual =
      config.reason == &seed_reasons::kUnreadable || config.reason == &seed_reasons::kPartOfRun ||
      config.reason == &seed_reasons::kMissingBase || config.reason == &seed_reasons::kRefusedSeed;
  if (is_manual) return violation;
  const bool is_python = content::language_of(file) == content::Language::python;
  SeedPlace place{config.path, file, line, key, config.names.contains("randomness")};
  TRY_ASSIGN(auto edit, seed_edit(view, search.reader, place, system));
  if (!edit && config.reason == &seed_reasons::kInheritedSeed && !config.origin.empty()) {
    // a line here would lose against what is inherited
    const SeedPlace origin{config.path, config.origin, config.origin_line, key};
    TRY_SET(edit, seed_edit(view, search.reader, origin, system));
    if (edit) return violation_at_origin(std::move(violation), *std::move(edit), config.origin);
  }
  if (!edit && line == 0 && !is_python && !config.defaults.empty()) {
    // yacs takes no key that they do not have
    const SeedPlace defaults{config.defaults, config.defaults, 0, key};
    TRY_SET(edit, seed_edit(view, search.reader, defaults, system));
    if (edit) {
      violation = violation_at_origin(std::move(violation), *std::move(edit), config.defaults);
      violation.reason = &seed_reasons::kNoSeedInDefaults;
      return violation;
    }
  }
  if (!edit && is_python && line > 0 && !is_overridden) {
    violation.reason = &seed_reasons::kUnsettledSeed;
    place.line = 0;
    TRY_SET(edit, seed_edit(view, search.reader, place, system));
  }
  if (!edit) {
    if (is_python) {
      violation.reason = &seed_reasons::kSeedByHand;
      violation.arguments[2] = {"seed", content::seed_text(file, key, system)};
    } else if (system.id == "gin" && key.find('.') == std::string::npos) {
      violation.reason = &seed_reasons::kSeedToBind;  // a macro alone seeds nothing
    }
    return violation;
  }
  const bool is_added = line == 0 || violation.reason == &seed_reasons::kUnsettledSeed;
  const bool is_in_line = is_added && !edit->old.empty();  // `{lr: 1}` is `{seed: 42, lr: 1}`
  const bool is_call = edit->replacement.find('(') != std::string::npos;
  const bool is_short = edit->replacement.size() <= kLongestStatement;
  if (edit->old.empty() || is_in_line || (is_python && (!is_call || is_short)))
    violation.arguments[2] = {"seed", statement_of(*edit)};
  if (violation.reason == &seed_reasons::kNoSeed && edit->replacement.starts_with(' ')) {
    violation.reason = &seed_reasons::kNoSeedAtLine;  // elsewhere, or less indented, it is another key
    violation.arguments[2] = {"seed", edit->replacement};
    violation.arguments[4] = {"line", edit->line};
  }
  if (is_in_line) {
    violation.reason = &seed_reasons::kNoSeedInLine;
    violation.arguments[4] = {"line", edit->line};
  }
  violation.remedy.edits.push_back(*std::move(edit));
  return violation;
}

Text shown(const Unseeded& config) {
  if (config.line == 0)
    return tr("`{path}` ({problem})", {{"path", config.path}, {"problem", config.problem}});
  return tr("`{path}`:{line} ({problem})",
            {{"path", config.path}, {"line", config.line}, {"problem", config.problem}});
}

// What is reported of all of them: the first is the one to mend.
Result<Violation> none_seeded(const TipView& view, SeedSearch& search, std::vector<Unseeded> configs,
                              bool all_looked_at) {
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return !config.key.empty(); });
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return config.is_changed; });
  std::stable_partition(configs.begin(), configs.end(),
                        [&](const Unseeded& config) { return !search.is_fragment(config); });
  std::stable_partition(configs.begin(), configs.end(),
                        [](const Unseeded& config) { return config.reason != &seed_reasons::kUnreadable; });
  TRY_ASSIGN(Violation violation, violation_of(view, search, configs.front()));
  if (configs.size() == 1 && all_looked_at) return violation;
  std::vector<Text> list;
  for (std::size_t at = 0; at < std::min(kShown, configs.size()); ++at) list.push_back(shown(configs[at]));
  if (configs.size() > kShown)
    list.push_back(tr_n("and {count} more", "and {count} more", configs.size() - kShown));
  violation.arguments = {
      {"configs", tr_n("{count} experiment config", "{count} experiment configs", configs.size())},
      {"list", std::move(list)},
      {"help", Text(violation.reason->help, violation.arguments)},
      {"system", configs.front().system == nullptr ? "" : configs.front().system->id}};
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
  violation.remedy = remedy_to_create(view, path);
  return violation;
}

// Judges all configs as far as the limits go: what was changed, then others until one that counts is seeded;
// whether all were looked at.
Result<bool> search_all(SeedSearch& search, const std::vector<File>& changed, const std::vector<File>& all,
                        const std::set<std::string>& touched) {
  constexpr std::size_t kMostSiblings = 100;  // that are looked at although one is seeded
  std::set<std::string_view> judged;
  for (const File& file : changed) {
    if (search.affected.seeded && judged.size() >= kMostSiblings) return true;
    if (judged.size() == kMostConfigs || !search.reader.may_go_on()) return false;
    TRY(search.judge(file.path, nullptr));
    judged.insert(file.path);
  }
  if (search.affected.seeded && search.affected.unseeded.empty()) return true;
  std::size_t further = 0;
  for (const File& file : all) {
    if (judged.contains(file.path)) continue;
    if (further++ == kMostConfigs || !search.reader.may_go_on()) return false;
    TRY(search.judge(file.path, &touched));
    const bool may_stop =
        touched.empty() ? search.others.seeded : search.affected.seeded && further >= kMostSiblings;
    if (may_stop) return true;
  }
  return true;
}

// Whether the config is of the same kind as what is seeded: half of its keys stand there too.
bool is_sibling(const Unseeded& config, const Found& found) {
  const auto shared = std::count_if(config.names.begin(), config.names.end(),
                                    [&](const std::string& name) { return found.names.contains(name); });
  return 2 * static_cast<std::size_t>(shared) >= config.names.size();
}

// Of several configs that were changed one is seeded, which is enough; runs with the others are not.
Result<void> warn_of_others(const TipView& view, SeedSearch& search, const Found& found,
                            const std::set<std::string>& touched, Violations& violations) {
  std::size_t warned = 0;
  for (const Unseeded& config : found.unseeded) {
    const bool is_own = touched.contains(config.path) && !search.is_part_of_others(config.path) &&
                        !search.is_fragment(config);
    const bool is_of_a_run =
        config.reason != &seed_reasons::kPartOfRun && config.reason != &seed_reasons::kUnreadable &&
        (!config.key.empty() || config.reason == &seed_reasons::kMissingBase || is_sibling(config, found));
    if (!is_own || !is_of_a_run || !content::part_folder(config.path).empty()) continue;
    if (++warned > kShown) return {};
    TRY_ASSIGN(Violation violation, violation_of(view, search, config));
    violation.only_warns = true;
    violations.push_back(std::move(violation));
  }
  return {};
}

// Python outside of the folders of configs is code: no config is made of it.
bool is_data(std::string_view path) {
  const auto language = content::language_of(path);
  return language && *language != content::Language::python;
}

// What the branch changed is judged first; then what is made of it; where neither is a config, all that there
// are. Returns the config whose seed counts, if there is one.
Result<std::optional<SeededConfig>> judge_tip(const TipView& view, const text::GlobSet& configs,
                                              Violations& violations) {
  const std::string_view branch = short_name(view.update.ref);
  TRY_ASSIGN(const text::GlobSet any, text::GlobSet::compile({"*"}));
  TRY_ASSIGN(std::vector<File> changed, view.changed(any));
  TRY_ASSIGN(std::vector<File> all, config_files(view, configs));
  std::set<std::string> touched;  // what configs may be made of, wherever it lies
  for (const File& file : changed)
    if (is_data(file.path)) touched.insert(file.path);
  std::set<std::string_view> known;
  for (const File& file : all) known.insert(file.path);
  std::erase_if(changed, [&](const File& file) { return !known.contains(file.path); });
  for (const File& file : changed) touched.insert(file.path);
  changed = in_order(std::move(changed), branch);
  SeedSearch search(view);
  TRY_ASSIGN(const bool all_looked_at,
             search_all(search, changed, in_order(std::move(all), branch), touched));
  const bool is_affected = search.affected.seeded || !search.affected.unseeded.empty();
  const bool has_others = search.others.seeded || !search.others.unseeded.empty();
  Found& found = is_affected ? search.affected : has_others ? search.others : search.code;
  if (found.seeded && search.is_overridden(found)) {
    found.seeded = false;
    found.remarks.clear();
  }
  for (Violation& remark : found.remarks) {
    if (remark.reason == &seed_reasons::kZeroSeed) {
      const std::string key = std::get<std::string>(remark.arguments.back().value);
      TRY_ASSIGN(auto edit, seed_edit(view, search.reader,
                                      {found.config.path, std::get<std::string>(remark.arguments[3].value),
                                       *remark.line, key}));
      if (edit) remark.remedy.edits.push_back(*std::move(edit));
    }
    violations.push_back(std::move(remark));
  }
  if (found.seeded && is_affected) TRY(warn_of_others(view, search, found, touched, violations));
  if (found.seeded) return std::move(found.config);
  if (found.unseeded.empty()) {
    violations.push_back(no_config(view, configs));
    return std::nullopt;
  }
  TRY_ASSIGN(Violation violation, none_seeded(view, search, std::move(found.unseeded), all_looked_at));
  violations.push_back(std::move(violation));
  return std::nullopt;
}

Result<Judge> make(const Options& options) {
  TRY_ASSIGN(auto configs, config_globs(options));
  return JudgeTip{[configs](const TipView& view, Violations& violations) -> Result<void> {
    TRY_ASSIGN(const auto seeded, judge_tip(view, *configs, violations));
    if (seeded) TRY(judge_seed_arrival(view, *seeded, violations));
    return {};
  }};
}

}  // namespace

Result<void> judge_seed(const TipView& view, const text::GlobSet& configs, Violations& violations) {
  TRY(judge_tip(view, configs, violations));
  return {};
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
            "random_state, at any depth except under data, loaders, evaluation, sweepers and clients; and "
            "where "
            "a known system reads its seed in one place only (`randomness.seed` of mmengine), that place. "
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
