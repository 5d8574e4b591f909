#include "content/configs/seed.h"

#include <algorithm>
#include <deque>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/interpolation.h"
#include "content/configs/python_objects.h"
#include "content/configs/systems/gin.h"
#include "content/configs/systems/monai.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::string_view kSeedKeys[] = {
    "seed",       "seeds",     "random_seed", "manual_seed",   "global_seed",     "rng_seed",    "prng_seed",
    "torch_seed", "base_seed", "train_seed",  "training_seed", "seed_everything", "random_state"};
constexpr std::string_view kGeneral[] = {"seed", "random_seed",
                                         "global_seed"};  // those that speak for the whole run
constexpr std::size_t kMostProblems = 8;
constexpr std::size_t kMostKeys = 5000;   // that hold seeds; each keeps its path
constexpr std::size_t kMostNames = 64;    // of a path, and of a key that is one
constexpr std::size_t kMostItems = 4096;  // of a list of seeds

// A key as it is compared: lower case, `_` for `-`.
std::string folded(std::string_view key) {
  std::string name = ascii_lower(key);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

template <std::size_t N>
bool is_in(const std::string& name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// What seeds a part of the run only, under which no seed counts: data and how it is drawn, divided and
// altered, evaluation, pictures, clusters, searches.
constexpr std::string_view kParts =
    " data dataset datasets dataloader dataloaders loader loaders datamodule datamodules datapipe corpus "
    "corpora"
    " sampler samplers sampling negative_sampling negatives subsample subsampling bootstrap shuffle shuffling"
    " split splits splitter kfold k_fold fold folds cv cross_validation crossvalidation cross_val holdout"
    " augment augmentation augmentations augs aug transform transforms mixup cutmix randaugment autoaugment "
    "noise"
    " corruption perturbation masking preprocess preprocessing preprocessor prepare preparation featurizer"
    " tokenizer tokenization eval evaluation evaluator validation val test testing test_cfg val_cfg eval_cfg "
    "evaluate hydra inference predict "
    "prediction"
    " generation decoding benchmark benchmarks visualization visualisation visualize vis viz plot plots "
    "plotting"
    " tsne t_sne umap pca kmeans k_means cluster clustering gmm dbscan faiss sweep sweeps sweeper optuna "
    "hyperopt"
    " hpo hparam_search hparams_search hyperparameter_search hyperparam_search grid_search random_search"
    " search_space ray_tune tuner logger loggers callbacks profiler torrent database client variables vars ";

bool is_listed(std::string_view name, std::string_view list) {
  return !name.empty() && list.find(" " + std::string(name) + " ") != std::string_view::npos;
}

// Whether the name is one of a part, with what else it may say in front (`train_sampler`) or behind
// (`sampling_params`).
bool is_partial(const std::string& name) {
  constexpr std::string_view kFirst =
      " dataset datasets dataloader sampler sampling augmentation augment mixup cutmix kfold tsne umap "
      "kmeans plot"
      " optuna sweep tokenizer preprocess split benchmark ";
  constexpr std::string_view kLast =
      " ds dataset datasets loader loaders dataloader dataloaders data eval evaluation sampler samplers "
      "sampling"
      " split splits fold folds augmentation augmentations transform transforms validation corpus tokenizer"
      " preprocessing plot plots sweep search noise clustering tsne umap pca kmeans ";
  if (is_listed(name, kParts) || name.ends_with("loader") || name.ends_with("_loader_cfg") ||
      name.ends_with("_dataloader_cfg"))
    return true;
  const std::size_t first = name.find('_');
  if (first == std::string::npos) return false;
  return is_listed(std::string_view(name).substr(0, first), kFirst) ||
         is_listed(std::string_view(name).substr(name.rfind('_') + 1), kLast);
}

// A key that looks like a seed's and is none.
bool is_near(const std::string& name) {
  return (name.ends_with("_seed") || name.ends_with("_seeds") || name == "seed_offset") &&
         !is_in(name, kSeedKeys);
}

// Whether a binding of gin is one of a part of the run: "loader.seed".
bool is_for_part(std::string_view key) {
  const std::vector<std::string_view> names = split(key, '.');
  return std::any_of(names.begin(), names.end() - 1,
                     [](std::string_view name) { return is_partial(folded(name)); });
}

// A mapping under a seed's key that has seeds of its own: it is a part of the config, not a value.
bool holds_seeds(const Node& value) {
  return std::any_of(value.entries.begin(), value.entries.end(),
                     [](const auto& entry) { return is_in(folded(entry.first.scalar), kSeedKeys); });
}

struct Candidate {
  KeyPath path;
  std::string name;  // folded
  const Node* key = nullptr;
  const Node* value = nullptr;
};

class Search {
 public:
  Search(const ConfigSystem* system, const Node& root) : system_(system) {
    has_returned_ = std::any_of(root.entries.begin(), root.entries.end(),
                                [](const auto& entry) { return entry.first.tag == kReturned; });
    const Node* const defaults = root.find("_C");
    has_root_ = defaults != nullptr && defaults->is_mapping();
    if (system != nullptr && system->id == "gin") macros_ = used_macros(root, is_for_part);
  }

  std::vector<Candidate> candidates;
  const Node* near = nullptr;  // the first key that looks like a seed's and is none
  KeyPath near_path;

  void walk(const Node& node, KeyPath& path) {
    for (std::size_t at = 0; at < node.items.size(); ++at) {
      path.push_back(std::to_string(at));
      add_call(node.items[at], path);
      walk(node.items[at], path);
      path.pop_back();
    }
    for (const auto& [key, value] : node.entries) visit(key, value, path);
  }

 private:
  // An entry of a mapping; flat files write "train.seed" as one key.
  void visit(const Node& key, const Node& value, KeyPath& path) {
    const std::size_t depth = path.size();
    if (depth == 0) root_key_ = &key;
    bool partial = false;
    std::string name;
    if (path.size() > kMostNames || candidates.size() > kMostKeys) return;
    const bool flat =
        static_cast<std::size_t>(std::count(key.scalar.begin(), key.scalar.end(), '.')) < kMostNames;
    for (const std::string_view part :
         flat ? split(key.scalar, '.') : std::vector<std::string_view>{key.scalar}) {
      partial = partial || (path.size() > depth && is_partial(name));
      name = folded(part);
      path.emplace_back(part);
    }
    const bool is_seed = has_keys() ? is_of_system(path) : is_in(name, kSeedKeys) && !holds_seeds(value);
    const bool is_other = has_keys() && !is_seed && is_in(name, kSeedKeys) && !value.is_mapping();
    if (!is_seed && !is_other) {
      if (!partial && near == nullptr && is_near(name)) set_near(key, path);
      parts_ += partial || is_partial(name) ? 1 : 0;
      add_call(value, path);
      walk(value, path);
      parts_ -= partial || is_partial(name) ? 1 : 0;
    } else if (is_seed && is_of_system(path) && (has_keys() || (!partial && parts_ == 0))) {
      candidates.push_back({path, name, &key, &value});
    } else if (near == nullptr) {
      set_near(key, path);
    }
    path.resize(depth);
  }

  // What a MONAI bundle seeds is an argument of a call.
  void add_call(const Node& value, const KeyPath& path) {
    if (system_ == nullptr || system_->id != "monai" || candidates.size() > kMostKeys) return;
    auto seed = seed_of_determinism(value);
    if (!seed) return;
    made_.push_back(*std::move(seed));
    candidates.push_back({path, "seed", &value, &made_.back()});
  }

  void set_near(const Node& key, const KeyPath& path) {
    near = &key;
    near_path = path;
  }

  // Whether the system reads its seed in a few places only.
  [[nodiscard]] bool has_keys() const { return system_ != nullptr && !system_->others; }

  // Whether the system reads this key. What an ml_collections.ConfigDict has stands below its name.
  [[nodiscard]] bool is_of_system(const KeyPath& path) const {
    if (system_ == nullptr) return true;
    const std::string_view kind = root_key_->tag;
    if (system_->id == "ml_collections") return path.size() > 1 && (!has_returned_ || kind == kReturned);
    if (system_->id == "gin")  // a binding in a scope is for some calls only
      return path.size() > 1 ? path.front().find('/') == std::string::npos : macros_.contains(path.front());
    if (system_->id == "yacs" && has_root_) return path.front() == "_C";
    const bool reads_module = system_->id == "mmengine" || system_->id == "lazyconfig";
    if (reads_module && (kind == kInner || kind == kReturned)) return false;
    if (!has_keys()) return true;
    const std::string name = folded(dotted(path));
    const std::vector<std::string_view> keys = seed_keys(*system_);
    return std::any_of(keys.begin(), keys.end(), [&](std::string_view key) { return folded(key) == name; });
  }

  const ConfigSystem* system_;
  const Node* root_key_ = nullptr;  // below which the search is
  bool has_root_ = false;           // of yacs's defaults
  bool has_returned_ = false;       // a get_config() returns something
  std::set<std::string> macros_;    // of gin that a binding takes
  std::deque<Node> made_;
  int parts_ = 0;  // of the run that are open around what is being looked at
};

bool is_zero(const std::string& value) {
  return value.find_first_not_of("+-0xXoObB_") == std::string::npos && value.find('0') != std::string::npos;
}

using Resolved = tl::expected<Node, Text>;

// The value with all that it refers to filled in, as far down as a seed goes: lists and mappings of numbers.
Resolved filled_in(const Node& value, const KeyPath& path, Interpolation& interpolation,
                   bool nested = false) {
  const auto resolved = interpolation.resolve(value, path);
  if (!resolved) return tl::unexpected(resolved.error());
  const Node& found = **resolved;
  Node filled{found.kind, found.mark, found.tag, found.scalar, {}, {}};
  if (nested) return filled;
  if (found.items.size() + found.entries.size() > kMostItems)
    return tl::unexpected(tr("{key} has more than {limit} items, too many for seeds",
                             {{"key", "`" + dotted(path) + "`"}, {"limit", kMostItems}}));
  for (std::size_t at = 0; at < found.items.size(); ++at) {
    KeyPath below = path;
    below.push_back(std::to_string(at));
    Resolved item = filled_in(found.items[at], below, interpolation, true);
    if (!item) return item;
    filled.items.push_back(*std::move(item));
  }
  for (const auto& [key, entry] : found.entries) {
    KeyPath below = path;
    below.push_back(key.scalar);
    Resolved item = filled_in(entry, below, interpolation, true);
    if (!item) return item;
    filled.entries.emplace_back(Node{Node::Kind::scalar, key.mark, key.tag, key.scalar, {}, {}},
                                *std::move(item));
  }
  return filled;
}

struct Judged {
  const Candidate* candidate = nullptr;
  tl::expected<std::string, Text> value;
  bool spoils = false;  // what stands beside it and below
};

// With the reference, if the value stands elsewhere and the key alone would not lead there.
SeedName name_of(const Candidate& candidate) {
  constexpr std::size_t kMost = 60;
  SeedName name{dotted(candidate.path), {}};
  const Node& value = *candidate.value;
  const bool is_reference = value.tag == "!ref" || value.tag == "!copy" ||
                            (value.tag != "!python" && value.scalar.find("${") != std::string::npos);
  if (value.is_scalar() && is_reference && value.scalar.size() <= kMost) name.reference = value.scalar;
  return name;
}

Judged judge(const Candidate& candidate, Interpolation& interpolation) {
  const bool is_general = is_in(candidate.name, kGeneral);
  const Resolved value = filled_in(*candidate.value, candidate.path, interpolation);
  if (!value) return {&candidate, tl::unexpected(value.error()), is_general};
  auto seed = seed_value(*value, name_of(candidate));
  const bool spoils = !seed && is_general && !is_flag(*value);  // `random_seed: false` is a switch
  return {&candidate, std::move(seed), spoils};
}

SeedProblem no_key(const Search& search, const Node& config, const ConfigSystem* system) {
  if (config.tag == "!python" && search.near == nullptr)
    return {
        "", tr("its seed, if it has one, is made at run time: `{value}`", {{"value", config.scalar}}), {}};
  const bool is_near = search.near != nullptr;
  const text::Location location = is_near ? search.near->mark : text::Location{};
  const std::string near = dotted(search.near_path);
  if (system != nullptr && !system->others) {
    const Arguments about{{"key", seed_keys(*system).front()}, {"system", system->name}, {"near", near}};
    if (!is_near) return {"", tr("it has no `{key}`, which is the seed of a run in {system}", about), {}};
    return {"", tr("it has no `{key}`, which is the seed of a run in {system}; its `{near}` is not", about),
            location};
  }
  if (!is_near) return {"", tr("it has no `seed`"), {}};
  if (system != nullptr && system->id == "gin" && search.near_path.size() == 1)
    return {"", tr("it has no `seed`; no seed takes its macro `{key}`", {{"key", near}}), location};
  return {"", tr("it has no `seed`; its `{key}` seeds only a part of the run", {{"key", near}}), location};
}

// The mappings in which a general seed is not valid, by the path of the mapping.
std::set<KeyPath> spoiled_by(const std::vector<Judged>& all) {
  std::set<KeyPath> mappings;
  for (const Judged& judged : all) {
    const KeyPath& path = judged.candidate->path;
    if (judged.spoils) mappings.emplace(path.begin(), path.end() - 1);
  }
  return mappings;
}

bool is_spoiled(KeyPath path, const std::set<KeyPath>& mappings) {
  while (!path.empty()) {
    path.pop_back();
    if (mappings.contains(path)) return true;
  }
  return false;
}

}  // namespace

SeedVerdict find_seed(const Node& config, const ConfigSystem* system) {
  Search search(system, config);
  KeyPath path;
  search.walk(config, path);
  if (search.candidates.size() > kMostKeys) {
    return {
        std::nullopt, {{"", tr("it has more than {limit} keys for seeds", {{"limit", kMostKeys}}), {}}}, {}};
  }
  std::stable_sort(search.candidates.begin(), search.candidates.end(),
                   [](const Candidate& one, const Candidate& other) {
                     if (one.path.size() != other.path.size()) return one.path.size() < other.path.size();
                     return one.name == "seed" && other.name != "seed";
                   });
  Interpolation interpolation(config);
  std::vector<Judged> all;
  for (const Candidate& candidate : search.candidates) all.push_back(judge(candidate, interpolation));
  const std::set<KeyPath> spoiled = spoiled_by(all);
  SeedVerdict verdict;
  for (const auto& [candidate, value, spoils] : all) {
    const std::string key = dotted(candidate->path);
    const text::Location location = candidate->key->mark;
    if (value && !is_spoiled(candidate->path, spoiled))
      return {Seed{key, *value, location, is_zero(*value)}, {}, key};
    if (!value && verdict.problems.size() < kMostProblems) {
      verdict.problems.push_back({key, value.error(), location});
    }
  }
  if (verdict.problems.empty()) verdict.problems.push_back(no_key(search, config, system));
  verdict.key = verdict.problems.front().key;
  return verdict;
}

bool names_partial_seed(const std::string& name) {
  return is_partial(name);
}

std::string part_folder(std::string_view path) {
  constexpr std::string_view kRoots[] = {"conf", "config", "configs", "cfg"};
  constexpr std::string_view kFolders[] = {"dataset",    "datasets",     "data",          "datamodule",
                                           "sampler",    "augmentation", "augmentations", "transform",
                                           "transforms", "sweeper",      "client"};
  bool is_below_root = false;
  std::string part;
  for (const std::string_view folder : split(folder_of(path), '/')) {
    const std::string name = folded(folder);
    const bool is_root = is_in(std::string(folder), kRoots);
    const bool is_part = is_in(name, kFolders) || name.ends_with("_ds") || name.ends_with("loader");
    if (is_root) part.clear();
    is_below_root = is_below_root || is_root;
    if (is_below_root && part.empty() && is_part) part = std::string(folder);
  }
  return part;
}

}  // namespace expgate::content
