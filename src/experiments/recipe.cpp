#include "experiments/recipe.h"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

#include "base/sha256.h"
#include "base/strings.h"
#include "content/python/train_script.h"
#include "experiments/experiment.h"
#include "experiments/run_environment.h"
#include "git/command.h"
#include "git/refs.h"
#include "model/ref_name.h"

namespace expgate::experiments {

namespace {

Result<Oid> resolve(const std::string& revision) {
  TRY_ASSIGN(const git::CommandOutput output, git::run({"git", "rev-parse", "--verify", "--quiet",
                                                        "--end-of-options", revision + "^{commit}"}));
  const auto oid = Oid::parse(trim(output.out));
  if (!output.ok() || !oid)
    return fail("`" + revision + "` is no revision of this repository that leads to a commit",
                "expgate recipe takes a tag, a branch or a commit; `expgate experiments` lists the tags");
  return *oid;
}

// The experiment tags on the commit: annotated ones with metrics first, then the newest.
Result<std::vector<Experiment>> tags_of(git::Repository& repository, const Oid& commit) {
  std::vector<Experiment> found;
  TRY(git::each_ref(repository.common_folder(), {std::string(kTags)},
                    [&](const git::Ref& ref) -> Result<void> {
                      const std::string name(short_name(ref.name));
                      if (!is_experiment_name(name)) return {};
                      TRY_ASSIGN(const auto peeled, repository.peel_to_commit(ref.target));
                      if (peeled != commit) return {};
                      TRY_ASSIGN(Experiment tag, read_experiment(repository, name, ref.target));
                      found.push_back(std::move(tag));
                      return {};
                    }));
  const auto worth = [](const Experiment& tag) {
    return std::tuple(!tag.metrics.empty(), tag.is_annotated, tag.seconds);
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const Experiment& one, const Experiment& other) { return worth(one) > worth(other); });
  return found;
}

// The experiment tag of that name, or the one on the commit that says most.
Result<std::optional<Experiment>> find_tag(git::Repository& repository, const std::string& revision,
                                           const Oid& commit) {
  const std::string name(short_name(revision));
  TRY_ASSIGN(const auto target, repository.resolve(std::string(kTags) + name));
  if (target && repository.peel_to_commit(*target).value_or(std::nullopt) == commit) {
    TRY_ASSIGN(Experiment tag, read_experiment(repository, name, *target));
    return std::optional(std::move(tag));
  }
  TRY_ASSIGN(std::vector<Experiment> tags, tags_of(repository, commit));
  if (tags.empty()) return std::nullopt;
  return std::optional(std::move(tags.front()));
}

// The branch that the revision names, where it names one.
Result<std::string> branch_of(git::Repository& repository, const std::string& revision) {
  if (revision == "HEAD") {
    TRY_ASSIGN(const auto head, repository.head_branch());
    return std::string(short_name(head.value_or("")));
  }
  TRY_ASSIGN(const auto branch, repository.resolve(std::string(kBranches) + revision));
  return branch ? revision : std::string();
}

struct FoundRecord {
  std::string path;
  content::Record record;
};

// The valid records in results/ of these commits' trees, each path once.
Result<std::vector<FoundRecord>> read_records(git::Repository& repository, const std::vector<Oid>& commits) {
  constexpr std::uint64_t kLargest = 256'000;
  TRY_ASSIGN(const text::GlobSet wanted, text::GlobSet::compile({"/results/**/*.json"}));
  std::vector<FoundRecord> found;
  std::vector<Oid> seen;
  for (const Oid& oid : commits) {
    TRY_ASSIGN(const Commit commit, repository.commit(oid));
    TRY_ASSIGN(const std::vector<File> files, repository.files(commit.tree, wanted));
    for (const File& file : files) {
      if (!file.has_content() || std::find(seen.begin(), seen.end(), file.oid) != seen.end()) continue;
      seen.push_back(file.oid);
      TRY_ASSIGN(const std::uint64_t size, repository.size(file.oid));
      if (size > kLargest) continue;
      TRY_ASSIGN(const std::string bytes, repository.content(file.oid));
      content::RecordReading reading = content::read_record(bytes);
      if (reading.kind == content::RecordReading::Kind::record && reading.errors.empty())
        found.push_back({file.path, std::move(reading.record)});
    }
  }
  return found;
}

// Whether the record is of an ancestor with the very config that this commit has.
Result<bool> is_of_ancestor(git::Repository& repository, const content::Record& record, const Commit& commit,
                            const std::string& config) {
  const auto recorded = Oid::parse(record.commit.value);
  if (!recorded || record.config.value != config || !repository.has(*recorded)) return false;
  TRY_ASSIGN(const bool is_ancestor, repository.is_ancestor(*recorded, commit.oid));
  if (!is_ancestor) return false;
  TRY_ASSIGN(const Commit other, repository.commit(*recorded));
  TRY_ASSIGN(const auto now, repository.file(commit.tree, config));
  TRY_ASSIGN(const auto then, repository.file(other.tree, config));
  return now && then && now->oid == then->oid;
}

// The one config that records of this commit's ancestors name, still as it was then; empty: none, or several.
Result<std::string> recorded_config(git::Repository& repository, const std::vector<FoundRecord>& records,
                                    const Commit& commit) {
  std::string config;
  for (const FoundRecord& found : records) {
    const std::string& named = found.record.config.value;
    TRY_ASSIGN(const bool is_near, is_of_ancestor(repository, found.record, commit, named));
    if (is_near && !config.empty() && config != named) return std::string();
    if (is_near) config = named;
  }
  return config;
}

void add_metric(Recipe& recipe, RunMetric metric) {
  const bool is_known = std::any_of(recipe.metrics.begin(), recipe.metrics.end(),
                                    [&](const RunMetric& each) { return each.key == metric.key; });
  if (!is_known) recipe.metrics.push_back(std::move(metric));
}

void add_record(Recipe& recipe, const FoundRecord& found) {
  for (const auto& [name, value] : found.record.metrics)
    add_metric(recipe, {name, value, fmt::format("{:g}", value)});
  recipe.artifacts.insert(recipe.artifacts.end(), found.record.artifacts.begin(),
                          found.record.artifacts.end());
  recipe.sources.push_back(found.path);
}

void add_tag(Recipe& recipe, const Experiment& tag) {
  recipe.tag = tag.name;
  if (!tag.metrics.empty()) recipe.sources.push_back("tag " + tag.name);
  for (const message::Metric& metric : tag.metrics)
    add_metric(recipe, {message::metric_key(metric.name), metric.value, metric.number + metric.unit});
}

Result<void> add_script(git::Repository& repository, const Commit& commit, Recipe& recipe) {
  for (const std::string_view path : content::kTrainScripts) {
    TRY_ASSIGN(const auto file, repository.file(commit.tree, path));
    if (!file || !file->has_content()) continue;
    TRY_ASSIGN(const std::string source, repository.content(file->oid));
    recipe.script = path;
    if (recipe.config.path.empty()) return {};
    auto arguments = content::config_arguments(path, source, recipe.config.path);
    if (arguments)
      recipe.arguments = *std::move(arguments);
    else
      recipe.missing.push_back(fmt::format("how `{}` is told its config: it has no flag for one", path));
    return {};
  }
  recipe.missing.emplace_back("the script to run: there is no train.py, neither in tools/, scripts/ or src/");
  return {};
}

void say_what_is_missing(Recipe& recipe) {
  if (!recipe.environment.problem.empty())
    recipe.missing.push_back("the image: " + recipe.environment.problem);
  if (recipe.config.path.empty())
    recipe.missing.push_back("the config: " + recipe.config.problem +
                             (recipe.config.choices.empty() ? "" : ", name it with --config"));
  else if (recipe.config.seed.empty())
    recipe.missing.push_back("the seed: " + recipe.config.problem);
  if (recipe.metrics.empty() && recipe.artifacts.empty())
    recipe.missing.push_back(
        recipe.other_tag.empty()
            ? "the results: no tag of this commit states a metric, and no record in results/ is of it"
            : fmt::format("the results: the tag {} states no metric (that of {} on the same commit does: "
                          "expgate recipe {}), and no record in results/ is of it",
                          recipe.tag, recipe.other_tag, recipe.other_tag));
}

}  // namespace

Result<Recipe> find_recipe(git::Repository& repository, const std::string& revision,
                           const std::string& config) {
  Recipe recipe;
  TRY_SET(recipe.commit, resolve(revision));
  TRY_ASSIGN(const Commit commit, repository.commit(recipe.commit));
  recipe.subject = split(commit.message, '\n').front();
  TRY_ASSIGN(const std::optional<Experiment> tag, find_tag(repository, revision, recipe.commit));
  TRY_ASSIGN(const std::string branch, branch_of(repository, revision));
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  std::vector<Oid> commits = {recipe.commit};
  if (head && *head != recipe.commit) commits.push_back(*head);
  TRY_ASSIGN(const std::vector<FoundRecord> records, read_records(repository, commits));
  const std::string name = tag ? tag->name : branch;  // the hint only looks at these
  const std::string message = tag ? tag->message : std::string();
  RunHint hint{name, message, config};
  std::string image;
  for (const FoundRecord& found : records)
    if (found.record.commit.value == recipe.commit.hex()) {
      if (hint.path.empty()) hint.path = found.record.config.value;
      if (image.empty()) image = found.record.image;
    }
  if (!config.empty()) {
    TRY_ASSIGN(const auto file, repository.file(commit.tree, config));
    if (!file) return fail(fmt::format("commit {} has no file `{}`", recipe.commit.abbreviated(), config));
  }
  TRY_ASSIGN(RunConfigs configs, RunConfigs::make(repository));
  TRY_SET(recipe.config, configs.of(recipe.commit, hint, true));
  if (recipe.config.path.empty()) {
    TRY_ASSIGN(const std::string recorded, recorded_config(repository, records, commit));
    hint.path = recorded;
    if (!recorded.empty()) TRY_SET(recipe.config, configs.of(recipe.commit, hint, true));
  }
  for (const FoundRecord& found : records) {
    const bool is_exact = found.record.commit.value == recipe.commit.hex();
    TRY_ASSIGN(const bool is_near, is_of_ancestor(repository, found.record, commit, recipe.config.path));
    if ((is_exact && found.record.config.value == recipe.config.path) || is_near) add_record(recipe, found);
  }
  if (tag) add_tag(recipe, *tag);
  if (tag && tag->metrics.empty()) {
    TRY_ASSIGN(const std::vector<Experiment> tags, tags_of(repository, recipe.commit));
    if (!tags.empty() && !tags.front().metrics.empty()) recipe.other_tag = tags.front().name;
  }
  if (!recipe.config.path.empty()) {
    TRY_ASSIGN(const auto file, repository.file(commit.tree, recipe.config.path));
    if (!file) return fail("`" + recipe.config.path + "` is not in the tree of " + recipe.commit.hex());
    TRY_ASSIGN(const std::string bytes, repository.content(file->oid));
    recipe.config_sha256 = sha256(bytes);
  }
  TRY_SET(recipe.environment, find_environment(repository, commit.tree, image));
  say_what_is_missing(recipe);
  TRY(add_script(repository, commit, recipe));
  return recipe;
}

}  // namespace expgate::experiments
