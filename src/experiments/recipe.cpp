#include "experiments/recipe.h"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

#include "base/sha256.h"
#include "base/strings.h"
#include "content/python/train_script.h"
#include "experiments/experiment.h"
#include "experiments/recipe_seed.h"
#include "experiments/record_name.h"
#include "experiments/run_environment.h"
#include "experiments/run_records.h"
#include "git/command.h"
#include "git/refs.h"
#include "message/charset.h"
#include "model/ref_name.h"

namespace expgate::experiments {

namespace {

Result<Oid> resolve(git::Repository& repository, const std::string& revision, Named named) {
  TRY_ASSIGN(const git::CommandOutput output, git::run({"git", "rev-parse", "--verify", "--quiet",
                                                        "--end-of-options", revision + "^{commit}"}));
  const auto oid = Oid::parse(trim(output.out));
  if (!output.ok() || !oid) return tl::unexpected(unknown_experiment(repository, revision, named));
  return *oid;
}

// The experiment tags on the commit: annotated ones with metrics first, then the newest.
Result<std::vector<Experiment>> tags_of(git::Repository& repository, const Oid& commit) {
  std::vector<Experiment> found;
  TRY(repository.each_ref({std::string(kTags)}, [&](const git::Ref& ref) -> Result<void> {
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

void add_metric(Recipe& recipe, RunMetric metric) {
  // A tag's message has `val_acc` for the `val/acc` of a record.
  const auto is_same = [](char one, char other) {
    return one == other || ((one == '/' || one == '_') && (other == '/' || other == '_'));
  };
  const bool is_known = std::any_of(recipe.metrics.begin(), recipe.metrics.end(), [&](const RunMetric& each) {
    return std::equal(each.key.begin(), each.key.end(), metric.key.begin(), metric.key.end(), is_same) ||
           message::metric_key(each.key) == message::metric_key(metric.key);
  });
  if (!is_known) recipe.metrics.push_back(std::move(metric));
}

void add_record(Recipe& recipe, const FoundRecord& found) {
  for (const auto& [name, value] : found.record.metrics)
    add_metric(recipe, {name, value, fmt::format("{}", value)});
  recipe.artifacts.insert(recipe.artifacts.end(), found.record.artifacts.begin(),
                          found.record.artifacts.end());
  recipe.sources.push_back(verbatim(found.path));
}

void add_tag(Recipe& recipe, const Experiment& tag) {
  recipe.tag = tag.name;
  if (!tag.metrics.empty()) recipe.sources.push_back(tr("tag {tag}", {{"tag", tag.name}}));
  for (const message::Metric& metric : tag.metrics)
    add_metric(recipe, {message::metric_key(metric.name), metric.value, metric.number + metric.unit});
}

// A script may seed from an option of its own instead of the config, and from nothing without it.
void pass_seed(std::string_view source, Recipe& recipe) {
  const content::SeedFlow& flow = recipe.seed_flow;
  const std::string& key = recipe.config.seed_key;
  const std::string option = "--" + key.substr(key.rfind('.') + 1);
  const bool is_one = parse_decimal(recipe.config.seed).has_value();
  const bool is_of_script = std::ranges::any_of(
      flow.elsewhere, [&](const content::SeedSite& site) { return site.path == recipe.script; });
  if (flow.outcome != content::SeedOutcome::elsewhere || !flow.has_options || !is_one || !is_of_script ||
      !content::has_empty_option(source, option))
    return;
  recipe.arguments.insert(recipe.arguments.end(), {option, recipe.config.seed});
  recipe.passes_seed = true;
}

Result<void> add_script(git::Repository& repository, const Commit& commit, Recipe& recipe) {
  for (const std::string_view path : content::kTrainScripts) {
    TRY_ASSIGN(const auto file, repository.file(commit.tree, path));
    if (!file || !file->has_content()) continue;
    TRY_ASSIGN(const std::string source, repository.content(file->oid));
    recipe.script = path;
    if (recipe.config.path.empty() || recipe.config.path == path) return {};  // its arguments are the config
    auto arguments = content::config_arguments(path, source, recipe.config.path);
    if (arguments) {
      recipe.arguments = *std::move(arguments);
      pass_seed(source, recipe);
    } else {
      recipe.missing.push_back(
          tr("how to pass the config to `{script}`: it has no option for it", {{"script", path}}));
    }
    return {};
  }
  recipe.missing.push_back(
      tr("the script to run: there is no `train.py` at the top or in `tools/`, `scripts/` or `src/`"));
  return {};
}

Text missing_results(const Recipe& recipe) {
  if (recipe.other_tag.empty())
    return tr("the results: no tag on this commit states a metric, and `results/` has no record of it");
  return tr(
      "the results: the tag {tag} states no metric, and `results/` has no record of its commit; the tag "
      "{other} "
      "on that commit states one: `expgate recipe {other}`",
      {{"tag", recipe.tag}, {"other", recipe.other_tag}});
}

void find_what_is_missing(Recipe& recipe) {
  const RunConfig& config = recipe.config;
  if (!recipe.environment.problem.empty())
    recipe.missing.push_back(tr("the image: {problem}", {{"problem", recipe.environment.problem}}));
  if (config.path.empty())
    recipe.missing.push_back(
        config.choices.empty()
            ? tr("the config: {problem}", {{"problem", config.problem}})
            : tr("the config: {problem}; name it with `--config`", {{"problem", config.problem}}));
  else if (config.seed.empty())
    recipe.missing.push_back(tr("the seed: {problem}", {{"problem", config.problem}}));
  if (recipe.metrics.empty() && recipe.artifacts.empty()) recipe.missing.push_back(missing_results(recipe));
}

// What a recipe is made from.
struct Evidence {
  Commit commit;
  std::optional<Experiment> tag;
  std::string branch;                // empty: the revision names none
  std::vector<FoundRecord> records;  // of this commit's tree and of HEAD's, and those of this very commit
                                     // that other branches have
};

// A commit may be that of several experiments, with other configs: what is another one's is none of this
// tag's.
Result<void> keep_own(git::Repository& repository, Evidence& evidence, const Oid& oid) {
  if (!evidence.tag) return {};
  std::vector<FoundRecord> kept;
  for (FoundRecord& each : evidence.records) {
    const std::string name = "exp-" + std::string(experiment_name(each.path));
    TRY_ASSIGN(const auto other, repository.resolve(std::string(kTags) + name));
    const bool is_others = each.is_of(oid) && other && name != evidence.tag->name;
    if (!is_others) kept.push_back(std::move(each));
  }
  evidence.records = std::move(kept);
  return {};
}

Result<Evidence> gather(git::Repository& repository, const std::string& revision, const Oid& oid) {
  Evidence evidence;
  TRY_SET(evidence.commit, repository.commit(oid));
  TRY_SET(evidence.tag, find_tag(repository, revision, oid));
  TRY_SET(evidence.branch, branch_of(repository, revision));
  TRY_ASSIGN(const auto head, repository.resolve("HEAD"));
  std::vector<Oid> commits = {oid};
  if (head && *head != oid) commits.push_back(*head);
  TRY_SET(evidence.records, read_records(repository, commits));
  TRY_ASSIGN(std::vector<Oid> tips, all_tips(repository));
  std::erase_if(tips, [&](const Oid& tip) { return tip == oid || tip == head; });  // they are read
  TRY_ASSIGN(std::vector<FoundRecord> others, read_records(repository, tips));
  for (FoundRecord& other : others) {
    const bool is_known = std::any_of(evidence.records.begin(), evidence.records.end(),
                                      [&](const FoundRecord& each) { return each.path == other.path; });
    if (other.is_of(oid) && !is_known) evidence.records.push_back(std::move(other));
  }
  TRY(keep_own(repository, evidence, oid));
  return evidence;
}

// The first thing that a record of this very commit says, where one does.
std::string first_recorded(const Evidence& evidence, std::string (*what)(const content::Record&)) {
  for (const FoundRecord& found : evidence.records)
    if (found.is_of(evidence.commit.oid))
      if (std::string said = what(found.record); !said.empty()) return said;
  return {};
}

// The config of the run: the given one, that of the records, or the one that RunConfigs finds.
Result<RunConfig> find_config(git::Repository& repository, const Evidence& evidence,
                              const std::string& given) {
  const Commit& commit = evidence.commit;
  if (!given.empty()) {
    TRY_ASSIGN(const auto file, repository.file(commit.tree, given));
    if (!file)
      return fail(tr("commit `{commit}` has no file `{path}`",
                     {{"commit", commit.oid.abbreviated()}, {"path", given}}),
                  tr("paths are relative to the current folder"));
  }
  TRY_ASSIGN(RunConfigs configs, RunConfigs::make(repository));
  const std::string name = evidence.tag ? evidence.tag->name : evidence.branch;
  const std::string message = evidence.tag ? evidence.tag->message : std::string();
  const std::string path =
      given.empty()
          ? first_recorded(evidence, [](const content::Record& record) { return record.config.value; })
          : given;
  TRY_ASSIGN(RunConfig config, configs.of(commit.oid, {name, message, path}, true));
  if (!config.path.empty()) return config;
  TRY_ASSIGN(const std::string recorded, recorded_config(repository, evidence.records, commit));
  if (!recorded.empty()) TRY_SET(config, configs.of(commit.oid, {name, message, recorded}, true));
  return config;
}

// Metrics and artifacts: of the records first, then of the tag.
Result<void> add_results(git::Repository& repository, const Evidence& evidence, Recipe& recipe) {
  for (const FoundRecord& found : evidence.records) {
    const bool is_exact = found.is_of(recipe.commit) && found.record.config.value == recipe.config.path;
    TRY_ASSIGN(const bool is_near,
               is_of_ancestor(repository, found.record, evidence.commit, recipe.config.path));
    if (is_exact || is_near) add_record(recipe, found);
  }
  if (!evidence.tag) return {};
  add_tag(recipe, *evidence.tag);
  if (!evidence.tag->metrics.empty()) return {};
  TRY_ASSIGN(const std::vector<Experiment> tags, tags_of(repository, recipe.commit));
  if (!tags.empty() && !tags.front().metrics.empty()) recipe.other_tag = tags.front().name;
  return {};
}

// The hash of the config as it is in the commit; empty: there is none.
Result<std::string> hash_of_config(git::Repository& repository, const Commit& commit,
                                   const std::string& path) {
  if (path.empty()) return std::string();
  TRY_ASSIGN(const auto file, repository.file(commit.tree, path));
  if (!file)
    return fail(
        tr("commit `{commit}` has no file `{path}`", {{"commit", commit.oid.abbreviated()}, {"path", path}}));
  TRY_ASSIGN(const std::string bytes, repository.content(file->oid));
  return sha256(bytes);
}

}  // namespace

Result<void> find_script(git::Repository& repository, const Commit& commit, Recipe& recipe) {
  return add_script(repository, commit, recipe);
}

Result<Recipe> find_recipe(git::Repository& repository, const std::string& revision,
                           const std::string& config, Named named) {
  Recipe recipe;
  TRY_SET(recipe.commit, resolve(repository, revision, named));
  TRY_ASSIGN(const Evidence evidence, gather(repository, revision, recipe.commit));
  const Commit& commit = evidence.commit;
  recipe.subject = message::subject_of(commit);
  TRY_SET(recipe.config, find_config(repository, evidence, config));
  TRY(add_results(repository, evidence, recipe));
  TRY_SET(recipe.config_sha256, hash_of_config(repository, commit, recipe.config.path));
  TRY(add_seed_flow(repository, commit, recipe));
  const std::string image =
      first_recorded(evidence, [](const content::Record& record) { return record.image; });
  TRY_SET(recipe.environment, find_environment(repository, commit.tree, image));
  find_what_is_missing(recipe);
  TRY(add_script(repository, commit, recipe));
  return recipe;
}

}  // namespace expgate::experiments
