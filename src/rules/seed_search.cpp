#include "rules/seed_search.h"

#include <algorithm>

#include "base/paths.h"
#include "content/configs/seed.h"
#include "content/python/python_module.h"
#include "rules/experiment_files.h"
#include "rules/experiment_seed_reasons.h"

namespace expgate::rules {

namespace {

std::set<std::string> names_of(const text::Node& root) {
  std::set<std::string> names;
  for (const auto& [key, value] : root.entries) names.insert(key.scalar);
  return names;
}

Unseeded unseeded(const std::string& path, const content::Composed& config,
                  const content::SeedProblem& problem) {
  constexpr std::size_t kMost = 3;  // files that are named of those that it is made of
  const text::Location& at = problem.location;
  Unseeded found{.reason = &seed_reasons::kNoSeed,
                 .path = path,
                 .key = problem.key,
                 .problem = problem.what,
                 .line = at.file == 0 ? at.line : 0,
                 .system = config.system,
                 .names = names_of(config.root),
                 .package = config.package};
  if (config.broken) {
    found.reason = &seed_reasons::kMissingBase;
    return found;
  }
  if (config.refused) {
    found.reason = &seed_reasons::kRefusedSeed;
    return found;
  }
  for (const content::Composed::File& file : config.files)
    if (config.system->id == "yacs" && file.path.ends_with(".py")) found.defaults = file.path;
  if (!problem.key.empty())
    for (const content::Composed::File& file : config.files) found.files.push_back(file.path);
  if (!problem.key.empty())
    found.reason = found.line > 0 ? &seed_reasons::kInvalidSeed : &seed_reasons::kInheritedSeed;
  if (at.file > 0) {
    found.origin = config.files[static_cast<std::size_t>(at.file)].path;
    found.origin_line = at.line;
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

// A 0 is a seed, but not to everybody.
Violation zero_seed(const std::string& path, const content::Composed& config, const content::Seed& seed) {
  const std::string& file = config.files[static_cast<std::size_t>(seed.location.file)].path;
  return {.reason = &seed_reasons::kZeroSeed,
          .arguments = {{"path", path},
                        {"files", content::chain_to(config, seed.location.file)},
                        {"line", seed.location.line},
                        {"file", file},
                        {"key", seed.key}},
          .remedy = {.commands = commands_to_commit(file)},
          .line = seed.location.line,
          .path = file,
          .only_warns = true};
}

// What a run would start from may come from the code (Hydra's ConfigStore): nobody can tell here.
Violation unknown_default(const std::string& path, const Text& what) {
  return {.reason = &seed_reasons::kUnknownDefault,
          .arguments = {{"path", path}, {"problem", what}},
          .remedy = {.commands = commands_to_commit(path)},
          .path = path,
          .only_warns = true};
}

bool is_made_of(const content::Composed& config, const std::set<std::string>& changed) {
  const auto is_changed = [&](const auto& file) { return changed.contains(file.path); };
  const auto has_changed = [&](const std::string& group) {
    const auto first = changed.lower_bound(group + "/");
    return first != changed.end() && first->starts_with(group + "/");
  };
  return std::any_of(config.files.begin(), config.files.end(), is_changed) ||
         std::any_of(config.groups.begin(), config.groups.end(), has_changed);
}

// "SEED" of "_C.SEED": a config in Python has its keys below the name of a variable.
std::string without_variable(const std::string& key) {
  return key.substr(key.find('.') + 1);
}

}  // namespace

Result<void> SeedSearch::judge(const std::string& path, const std::set<std::string>* changed) {
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
  const content::SeedVerdict verdict = content::find_seed(*config);
  // no run starts from a sweep or a launcher's config alone
  if (config->system->role != content::Role::run && verdict.key.empty()) return {};
  if (config->system->role == content::Role::sweep && !verdict.seed) return {};
  remember(path, *config, verdict);
  const bool is_affected = changed == nullptr || is_made_of(*config, *changed);
  TRY_ASSIGN(const bool is_code, is_code_without_seed(path, verdict));
  Found& found = is_code ? code : is_affected ? affected : others;
  const std::size_t before = found.unseeded.size();
  judge(path, *config, verdict, found);
  if (found.unseeded.size() == before) return {};
  found.unseeded.back().is_changed = changed == nullptr;
  return find_winner(*config, verdict, found.unseeded.back());
}

void SeedSearch::remember(const std::string& path, const content::Composed& config,
                          const content::SeedVerdict& verdict) {
  constexpr std::size_t kMost = 20'000;
  if (!verdict.key.empty()) {
    const bool is_python = content::language_of(path) == content::Language::python;
    const bool has_variable = is_python && verdict.key.find('.') != std::string::npos &&
                              (config.system->id == "yacs" || config.system->id == "ml_collections");
    ++keys_[std::string(config.system->id)][has_variable ? without_variable(verdict.key) : verdict.key];
  }
  if (parts_.size() > kMost) return;
  for (std::size_t at = 1; at < config.files.size(); ++at) parts_.insert(config.files[at].path);
  groups_.insert(config.groups.begin(), config.groups.end());
}

std::string SeedSearch::key_for(const Unseeded& config) const {
  const std::vector<std::string_view> own =
      config.system == nullptr ? std::vector<std::string_view>{} : content::seed_keys(*config.system);
  if (!own.empty() && !config.system->others) return std::string(own.front());
  const std::string id(config.system == nullptr ? "" : config.system->id);
  const auto siblings = keys_.find(id);
  if (siblings == keys_.end()) return own.empty() ? "" : std::string(own.front());
  const bool has_defaults = id == "yacs";  // whatever stands there may be laid on them
  const std::pair<const std::string, std::size_t>* most = nullptr;
  for (const auto& sibling : siblings->second) {
    const std::string& key = sibling.first;
    const std::size_t dot = key.find('.');
    const bool fits =
        dot == std::string::npos || has_defaults || id == "gin" || config.names.contains(key.substr(0, dot));
    if (fits && (most == nullptr || sibling.second > most->second)) most = &sibling;
  }
  return most != nullptr ? most->first : own.empty() ? "" : std::string(own.front());
}

bool SeedSearch::is_fragment(const Unseeded& config) const {
  const std::size_t slash = config.path.rfind('/');
  const bool is_in_group = slash != std::string::npos && groups_.contains(config.path.substr(0, slash));
  return config.path.find("/_") != std::string::npos ||
         (is_in_group && !config.package.starts_with("_global_"));
}

bool SeedSearch::is_overridden(const Found& found) const {
  return std::all_of(found.seeded_files.begin(), found.seeded_files.end(), [&](const std::string& path) {
    if (!groups_.contains(std::string(folder_of(path)))) return false;
    return std::any_of(found.unseeded.begin(), found.unseeded.end(), [&](const Unseeded& config) {
      const bool is_chooser =
          config.system != nullptr && config.system->id == "hydra" && !is_fragment(config);
      if (is_chooser && !found.has_global) return true;
      return config.path != path &&
             std::find(config.files.begin(), config.files.end(), path) != config.files.end();
    });
  });
}

bool SeedSearch::is_part_of_others(const std::string& path) const {
  return parts_.contains(path);
}

// Hydra's `_self_` may let a default win over what the config says itself: another line there would not
// help.
Result<void> SeedSearch::find_winner(const content::Composed& config, const content::SeedVerdict& verdict,
                                     Unseeded& unseeded) {
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
Result<bool> SeedSearch::is_code_without_seed(const std::string& path, const content::SeedVerdict& verdict) {
  if (content::language_of(path) != content::Language::python) return false;
  if (verdict.seed || !verdict.key.empty()) return false;
  TRY_ASSIGN(const auto file, view_.file(path));
  if (!file || !file->has_content()) return false;
  TRY_ASSIGN(const std::string text, view_.content(*file));
  return content::is_python_code(text);
}

void SeedSearch::judge(const std::string& path, const content::Composed& config,
                       const content::SeedVerdict& verdict, Found& found) {
  const std::string part = config.package.starts_with("_global_") ? "" : content::part_folder(path);
  if (verdict.seed && !part.empty()) {
    found.unseeded.push_back(
        {.reason = &seed_reasons::kPartOfRun,
         .path = path,
         .problem = tr("it is in `{folder}/`, so its `{key}` seeds only a part of the run",
                       {{"folder", part}, {"key", verdict.seed->key}}),
         .system = config.system});
  } else if (verdict.seed) {
    if (!found.seeded) {
      std::string key = verdict.seed->key;
      if (config.system->id == "wandb-config") key = key.substr(0, key.rfind(".value"));
      found.config = {path, std::move(key), {}};
      for (const content::Composed::File& file : config.files) found.config.files.push_back(file.path);
      if (verdict.seed->zero) found.remarks.push_back(zero_seed(path, config, *verdict.seed));
      if (config.unknown) found.remarks.push_back(unknown_default(path, *config.unknown));
    }
    found.seeded = true;
    if (found.seeded_files.size() < 100) found.seeded_files.push_back(path);
    found.has_global = found.has_global || config.package.starts_with("_global_");
    found.names.merge(names_of(config.root));
  } else {
    found.unseeded.push_back(unseeded(path, config, verdict.problems.front()));
  }
}

}  // namespace expgate::rules
