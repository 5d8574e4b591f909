#include "experiments/run_configs.h"

#include <algorithm>
#include <set>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/seed.h"
#include "engine/reachable.h"
#include "gate/effective_policy.h"
#include "git/hash.h"
#include "policy/load.h"
#include "rules/config_reader.h"
#include "rules/experiment_files.h"
#include "rules/rule.h"

namespace expgate::experiments {

Result<std::vector<std::string>> globs_of(git::Repository& repository, std::string_view rule,
                                          std::string_view option) {
  std::vector<policy::Layer> layers;
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  if (head) {
    TRY_ASSIGN(const Commit commit, repository.commit(*head));
    TRY_ASSIGN(const auto file, repository.file(commit.tree, gate::kRepositoryPolicy));
    if (file && file->has_content()) {
      TRY_ASSIGN(std::string text, repository.content(file->oid));
      layers.push_back({gate::kRepositoryPolicy, std::move(text), policy::Layer::Trust::full});
    }
  }
  auto policy = policy::load(layers, rules::declarations());
  if (!policy) TRY_SET(policy, policy::load({}, rules::declarations()));
  for (const policy::Check& check : policy->checks)
    if (check.rule->id == rule) return std::vector<std::string>(check.options.list(option));
  TRY_ASSIGN(const policy::Policy pack, policy::load({}, rules::declarations()));
  for (const policy::Check& check : pack.checks)
    if (check.rule->id == rule) return std::vector<std::string>(check.options.list(option));
  return std::vector<std::string>{};
}

namespace {

constexpr std::size_t kMostCompared = 200;  // configs of a tree that are composed to find the one with a seed

// The name as it is compared: without exp-, with `-` for `_`.
std::string folded(std::string_view name) {
  std::string plain = ascii_lower(name);
  if (plain.starts_with("exp-") || plain.starts_with("exp/")) plain.erase(0, 4);
  std::replace(plain.begin(), plain.end(), '_', '-');
  return plain;
}

// How well a config's path fits a name: 0 not at all.
std::size_t fit(std::string_view path, const std::string& name) {
  if (name.empty()) return 0;
  constexpr std::size_t kWhole = 10'000;
  std::string plain = ascii_lower(path.substr(0, path.rfind('.')));
  std::replace(plain.begin(), plain.end(), '_', '-');
  if (("/" + plain).ends_with("/" + name)) return 2 * kWhole;
  const std::string_view stem = file_name_of(plain);
  if (file_name_of(name) == stem) return kWhole;
  const bool begins = name.size() > stem.size() && name.starts_with(stem) &&
                      std::string_view("-./").find(name[stem.size()]) != std::string_view::npos;
  return begins ? stem.size() : 0;
}

// Those that fit the name best.
std::vector<std::string> fitting(const std::vector<std::string>& paths, std::string_view name) {
  std::vector<std::string> best;
  std::size_t most = 1;
  for (const std::string& path : paths) {
    const std::size_t fits = fit(path, folded(name));
    if (fits > most) best.clear();
    if (fits >= most) best.push_back(path);
    most = std::max(most, fits);
  }
  return best;
}

// The config whose path stands in the message: the longest, where one is the end of another.
std::vector<std::string> mentioned(const std::vector<std::string>& paths, std::string_view message) {
  std::vector<std::string> found;
  for (const std::string& path : paths)
    if (message.find(path) != std::string_view::npos && (found.empty() || path.size() > found.front().size()))
      found = {path};
  return found;
}

}  // namespace

Result<RunConfigs> RunConfigs::make(git::Repository& repository) {
  TRY_ASSIGN(const std::vector<std::string> globs, globs_of(repository, "experiment-seed", "configs"));
  TRY_ASSIGN(text::GlobSet compiled, text::GlobSet::compile(globs));
  return RunConfigs(repository, std::move(compiled));
}

Result<const RunConfigs::Tree*> RunConfigs::tree_of(const Oid& commit_oid) {
  if (const auto known = trees_.find(commit_oid); known != trees_.end()) return &known->second;
  TRY_ASSIGN(const Commit commit, repository_.commit(commit_oid));
  auto same = trees_by_oid_.find(commit.tree);
  if (same == trees_by_oid_.end()) {
    const engine::CommitTree view(commit.tree, repository_);
    TRY_ASSIGN(const std::vector<File> files, rules::config_files(view, globs_));
    Tree tree{commit.tree, {}, {}};
    std::string listing;
    for (const File& file : files) {
      listing += file.oid.hex() + file.path + '\n';
      if (file.has_content()) tree.paths.push_back(file.path);
    }
    TRY_SET(tree.listing, git::blob_oid(listing));
    same = trees_by_oid_.emplace(commit.tree, std::move(tree)).first;
  }
  return &trees_.emplace(commit_oid, same->second).first->second;
}

Result<RunConfigs::Judged> RunConfigs::judge(const Tree& tree, const std::string& path) {
  for (const Oid& by : {tree.listing, tree.oid})
    if (const auto known = judged_.find({by, path}); known != judged_.end()) return Judged(known->second);
  TRY_ASSIGN(auto composed, configs_.compose(tree.oid, path));
  const bool has_defaults_in_code =
      composed && composed->system != nullptr &&
      (composed->system->id == "yacs" || composed->system->id == "ml_collections") &&
      content::find_seed(*composed).key.empty();
  if (has_defaults_in_code) {
    const engine::CommitTree view(tree.oid, repository_);
    TRY_SET(composed, rules::ConfigReader(view).compose(path));
  }
  Judged judged;
  if (!composed) {
    judged.problem = composed.error().what;
    judged.files = {path};
  } else {
    const content::SeedVerdict verdict = content::find_seed(*composed);
    if (verdict.seed) judged.seed = verdict.seed->value;
    if (verdict.seed) judged.seed_key = verdict.seed->key;
    if (!verdict.seed) judged.problem = verdict.problems.front().what;
    for (const auto& file : composed->files) judged.files.push_back(file.path);
  }
  judged.is_shared = composed && composed->gaps.empty() && !has_defaults_in_code &&
                     std::all_of(judged.files.begin(), judged.files.end(),
                                 [&](const std::string& file) { return globs_.matches(file); });
  judged_.emplace(std::pair(judged.is_shared ? tree.listing : tree.oid, path), judged);
  return judged;
}

Result<RunConfig> RunConfigs::judged(const Tree& tree, const std::string& path) {
  TRY_ASSIGN(const Judged judged, judge(tree, path));
  Text problem;
  if (judged.seed.empty()) problem = tr("`{path}`: {problem}", {{"path", path}, {"problem", judged.problem}});
  return RunConfig{path, judged.seed, std::move(problem), judged.files, {}, judged.seed_key};
}

// Those that resolve to a seed, without those that others of them inherit.
Result<std::vector<std::string>> RunConfigs::seeded(const Tree& tree, std::vector<std::string> paths) {
  if (paths.size() > kMostCompared) return paths;
  std::set<std::string> parents;
  std::vector<std::string> with_seed;
  for (const std::string& path : paths) {
    TRY_ASSIGN(const Judged judged, judge(tree, path));
    if (judged.seed.empty()) continue;
    with_seed.push_back(path);
    parents.insert(judged.files.begin() + 1, judged.files.end());
  }
  std::erase_if(with_seed, [&](const std::string& path) { return parents.contains(path); });
  return with_seed;
}

// Those that differ from where this commit left the default branch.
Result<std::vector<std::string>> RunConfigs::changed(const Tree& tree, const Oid& commit) {
  TRY_ASSIGN(const auto head, repository_.head_branch());
  std::optional<Oid> base;
  for (const std::string& name :
       {std::string("refs/heads/main"), std::string("refs/heads/master"), head.value_or("")}) {
    TRY_ASSIGN(const auto tip, name.empty() ? Result<std::optional<Oid>>() : repository_.resolve(name));
    if (tip && *tip != commit) TRY_SET(base, repository_.merge_base(*tip, commit));
    if (base) break;
  }
  std::vector<std::string> paths;
  if (!base) return paths;
  TRY_ASSIGN(const Commit before, repository_.commit(*base));
  TRY_ASSIGN(const std::vector<File> files, repository_.changed(tree.oid, before.tree));
  for (const File& file : files)
    if (std::find(tree.paths.begin(), tree.paths.end(), file.path) != tree.paths.end())
      paths.push_back(file.path);
  return paths;
}

Result<RunConfig> RunConfigs::of(const Oid& commit, const RunHint& hint, bool may_compare) {
  TRY_ASSIGN(const Tree* tree, tree_of(commit));
  if (!hint.path.empty()) return judged(*tree, std::string(hint.path));
  std::vector<std::string> found = mentioned(tree->paths, hint.message);
  if (found.size() != 1) found = fitting(tree->paths, hint.name);
  if (found.size() == 1) return judged(*tree, found.front());
  std::vector<std::string> choices = found.empty() ? tree->paths : found;
  if (may_compare && choices.size() > 1) {
    TRY_ASSIGN(const std::vector<std::string> own, changed(*tree, commit));
    TRY_ASSIGN(const std::vector<std::string> own_seeded, seeded(*tree, own));
    if (own_seeded.size() == 1) return judged(*tree, own_seeded.front());
  }
  if (choices.size() == 1) return judged(*tree, choices.front());
  TRY_ASSIGN(const std::vector<std::string> with_seed, seeded(*tree, choices));
  if (with_seed.size() == 1) return judged(*tree, with_seed.front());
  RunConfig none;
  if (choices.empty()) {
    none.problem = tr("there is no experiment config");
  } else {
    none.choices = with_seed.empty() ? choices : with_seed;
    none.problem = with_seed.empty() ? tr_n("the only config has no seed",
                                            "none of the {count} configs has a seed", choices.size())
                                     : tr_n("it could be any of {count} config",
                                            "it could be any of {count} configs", with_seed.size());
  }
  return none;
}

}  // namespace expgate::experiments
