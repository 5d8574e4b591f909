#include "experiments/compare.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <set>

#include <fmt/core.h>

#include "base/strings.h"
#include "content/pins/lock_versions.h"
#include "content/pins/requirements.h"
#include "engine/reachable.h"
#include "experiments/experiment.h"
#include "experiments/metric_scale.h"
#include "experiments/notebook.h"
#include "git/command.h"
#include "message/charset.h"
#include "rules/config_reader.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kMostValues = 20'000;
constexpr std::size_t kLargestLock = std::size_t{16} << 20;

// What a metric states beside its number: "%" of "87.3%".
std::string unit_of(const RunMetric& metric) {
  const std::size_t end = metric.shown.find_last_of("0123456789.");
  return end == std::string::npos ? std::string() : metric.shown.substr(end + 1);
}

RunMetric exact(RunMetric metric) {
  double stated = 0;
  const std::string& text = metric.shown;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), stated);
  if (error != std::errc() || stated != metric.value) metric.shown = fmt::format("{}", metric.value);
  return metric;
}

// As experiments, which is what a MetricScale is made of.
Experiment as_experiment(const std::vector<RunMetric>& metrics) {
  Experiment made;
  for (const RunMetric& each : metrics) {
    message::Metric metric;
    metric.name = each.key;
    metric.value = each.value;
    metric.unit = unit_of(each);
    made.metrics.push_back(std::move(metric));
  }
  return made;
}

const RunMetric* metric_of(const std::vector<RunMetric>& metrics, const std::string& key) {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const RunMetric& each) {
    return message::metric_key(each.key) == key;
  });
  return found == metrics.end() ? nullptr : &*found;
}

Outcome outcome_of(const MetricDifference& it) {
  if (it.difference == 0) return Outcome::same;
  if (it.better == message::Better::unknown) return Outcome::unknown;
  return (it.difference > 0) == (it.better == message::Better::higher) ? Outcome::better : Outcome::worse;
}

MetricDifference metric_difference(const std::string& key, const RunMetric* a, const RunMetric* b,
                                   const MetricScale& scale) {
  MetricDifference made;
  made.key = key;
  made.better = message::better(key);
  if (a != nullptr) made.a = exact(*a);
  if (b != nullptr) made.b = exact(*b);
  if (a == nullptr || b == nullptr) return made;
  const double before = scale.of(key, a->value, unit_of(*a));
  const double after = scale.of(key, b->value, unit_of(*b));
  constexpr double kRounding = 1e-12;  // 0.873 and 87.3 % are the same
  const bool is_same = std::abs(after - before) <= kRounding * std::max(std::abs(after), std::abs(before));
  made.difference = is_same ? 0 : after - before;
  if (before != 0) made.relative = made.difference / std::abs(before);
  const bool is_percent = unit_of(*a) == "%" || unit_of(*b) == "%" || before != a->value || after != b->value;
  made.unit = is_percent ? "pp" : unit_of(*a);
  made.outcome = outcome_of(made);
  return made;
}

Result<void> read_values(git::Repository& repository, const Oid& tree, Side& side) {
  const RunConfig& config = side.recipe.config;
  if (config.path.empty()) {
    side.config_problem = config.problem;
    return {};
  }
  const engine::CommitTree view(tree, repository);
  rules::ConfigReader reader(view);
  TRY_ASSIGN(const auto composed, reader.compose(config.path, rules::ConfigReader::CodeDefaults::always));
  if (!composed) {
    side.config_problem =
        tr("`{path}`: {problem}", {{"path", config.path}, {"problem", composed.error().what}});
    return {};
  }
  side.values = values_of(*composed, kMostValues);
  if (!composed->gaps.empty())
    side.config_problem =
        tr("`{path}`: {problem}", {{"path", config.path}, {"problem", composed->gaps.front()}});
  else if (side.values.is_cut)
    side.config_problem = tr("`{path}` has more than {limit} values",
                             {{"path", config.path}, {"limit", std::uint64_t{kMostValues}}});
  return {};
}

// The files that may name versions, the firmest first.
std::vector<std::string> package_files(const RunEnvironment& environment) {
  std::vector<std::string> files;
  for (const std::string& named : {environment.lock, environment.packages})
    if (!named.empty()) files.push_back(named);
  for (const std::string_view lock : content::lock_file_names()) files.emplace_back(lock);
  for (const char* name : {"requirements.txt", "environment.yml", "environment.yaml"})
    files.emplace_back(name);
  return files;
}

Result<void> read_packages(git::Repository& repository, const Oid& tree, Side& side) {
  for (const std::string& path : package_files(side.recipe.environment)) {
    TRY_ASSIGN(const auto file, repository.file(tree, path));
    if (!file || !file->has_content()) continue;
    TRY_ASSIGN(const std::uint64_t size, repository.size(file->oid));
    if (size > kLargestLock) continue;
    TRY_ASSIGN(const std::string source, repository.content(file->oid));
    side.packages = content::locked_versions(source);
    if (side.packages.empty()) continue;
    side.packages_file = path;
    return {};
  }
  return {};
}

// The recipe of a record in results/, which may lie on any branch; nothing if there is no such record.
Result<std::optional<Recipe>> recipe_of_record(git::Repository& repository, const Compared& wanted) {
  if (!wanted.revision.starts_with("results/") || !wanted.revision.ends_with(".json")) return std::nullopt;
  TRY_ASSIGN(const Notebook notebook, read_notebook(repository));
  for (const Experiment& each : notebook.experiments) {
    if (each.record != wanted.revision || !each.commit) continue;
    const std::string& config = wanted.config.empty() ? each.recorded_config : wanted.config;
    TRY_ASSIGN(Recipe recipe, find_recipe(repository, each.commit->hex(), config));
    for (const message::Metric& metric : each.metrics)
      if (metric_of(recipe.metrics, message::metric_key(metric.name)) == nullptr)
        recipe.metrics.push_back({metric.name, metric.value, metric.number + metric.unit});
    return std::optional(std::move(recipe));
  }
  return std::nullopt;
}

Result<void> read_side(git::Repository& repository, const Compared& wanted, Side& side) {
  side.name = wanted.revision;
  TRY_ASSIGN(std::optional<Recipe> recorded, recipe_of_record(repository, wanted));
  if (recorded)
    side.recipe = *std::move(recorded);
  else
    TRY_SET(side.recipe, find_recipe(repository, wanted.revision, wanted.config, Named::revision_or_record));
  TRY_ASSIGN(const Commit commit, repository.commit(side.recipe.commit));
  side.date = day_of(commit.committer);
  TRY(read_values(repository, commit.tree, side));
  return read_packages(repository, commit.tree, side);
}

void compare_packages(Comparison& made) {
  std::set<std::string_view> names;
  for (const Side* side : {&made.a, &made.b})
    for (const auto& [name, version] : side->packages) names.insert(name);
  for (const std::string_view name : names) {
    const auto a = made.a.packages.find(name);
    const auto b = made.b.packages.find(name);
    PackageDifference one{std::string(name), a == made.a.packages.end() ? "" : a->second,
                          b == made.b.packages.end() ? "" : b->second};
    if (one.a == one.b)
      ++made.same_packages;
    else
      made.packages.push_back(std::move(one));
  }
}

void compare_artifacts(Comparison& made) {
  const auto place_of = [&](const std::string& name) -> ArtifactDifference& {
    const auto found = std::find_if(made.artifacts.begin(), made.artifacts.end(),
                                    [&](const ArtifactDifference& each) { return each.name == name; });
    if (found != made.artifacts.end()) return *found;
    made.artifacts.push_back({name, {}, {}});
    return made.artifacts.back();
  };
  for (const auto& artifact : made.a.recipe.artifacts) {
    ArtifactDifference& place = place_of(artifact.name);
    if (!place.a) place.a = artifact;
  }
  for (const auto& artifact : made.b.recipe.artifacts) {
    ArtifactDifference& place = place_of(artifact.name);
    if (!place.b) place.b = artifact;
  }
}

// The commits that `of` leads to and `without` does not.
Result<CommitsOfOne> commits_of_one(git::Repository& repository, const Oid& of, const Oid& without) {
  CommitsOfOne found;
  const std::string range = without.hex() + ".." + of.hex();
  TRY_ASSIGN(const std::string count, git::output_of({"git", "rev-list", "--count", range, "--"}));
  found.count = parse_decimal(trim(count)).value_or(0);
  if (found.count == 0) return found;
  TRY_ASSIGN(const std::string list,
             git::output_of({"git", "rev-list", fmt::format("--max-count={}", kMostCommits), range, "--"}));
  for (const std::string_view line : lines(list)) {
    const auto oid = Oid::parse(trim(line));
    if (!oid) continue;
    TRY_ASSIGN(const Commit commit, repository.commit(*oid));
    found.newest.push_back({*oid, message::subject_of(commit)});
  }
  return found;
}

// "12\t3\tmodels/vit.py", or "-\t-\t…" for what is binary (git-diff-tree(1), --numstat).
std::optional<ChangedFile> changed_file(std::string_view entry) {
  const std::size_t first = entry.find('\t');
  const std::size_t second = first == std::string_view::npos ? first : entry.find('\t', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  return ChangedFile{std::string(entry.substr(second + 1)), parse_decimal(entry.substr(0, first)),
                     parse_decimal(entry.substr(first + 1, second - first - 1))};
}

Result<void> compare_code(git::Repository& repository, Comparison& made) {
  const Oid& a = made.a.recipe.commit;
  const Oid& b = made.b.recipe.commit;
  TRY_SET(made.code.base, repository.merge_base(a, b));
  if (a == b) return {};
  TRY_SET(made.code.only_a, commits_of_one(repository, a, b));
  TRY_SET(made.code.only_b, commits_of_one(repository, b, a));
  TRY_ASSIGN(const std::string stat, git::output_of({"git", "diff-tree", "-r", "-z", "--numstat",
                                                     "--no-renames", "--no-ext-diff", a.hex(), b.hex()}));
  for (const std::string_view entry : split(stat, '\0'))
    if (auto file = changed_file(entry)) {
      made.code.added += file->added.value_or(0);
      made.code.removed += file->removed.value_or(0);
      made.code.files.push_back(*std::move(file));
    }
  const auto lines_of = [](const ChangedFile& file) {
    return file.added.value_or(0) + file.removed.value_or(0);
  };
  std::stable_sort(
      made.code.files.begin(), made.code.files.end(),
      [&](const ChangedFile& one, const ChangedFile& other) { return lines_of(one) > lines_of(other); });
  return {};
}

}  // namespace

std::vector<ValueDifference> differences_of(const ConfigValues& a, const ConfigValues& b) {
  std::map<std::string_view, ValueDifference> all;
  for (const auto& [key, value] : a.values) all[key].a = &value;
  for (const auto& [key, value] : b.values) all[key].b = &value;
  std::vector<ValueDifference> found;
  for (auto& [key, difference] : all) {
    difference.key = key;
    found.push_back(std::move(difference));
  }
  return found;
}

std::vector<MetricDifference> metric_differences(const std::vector<RunMetric>& a,
                                                 const std::vector<RunMetric>& b) {
  const MetricScale scale({as_experiment(a), as_experiment(b)});
  std::vector<MetricDifference> found;
  std::set<std::string> known;
  for (const std::vector<RunMetric>* side : {&a, &b})
    for (const RunMetric& each : *side) {
      const std::string key = message::metric_key(each.key);
      if (known.insert(key).second)
        found.push_back(metric_difference(key, metric_of(a, key), metric_of(b, key), scale));
    }
  return found;
}

Result<std::unique_ptr<Comparison>> compare(git::Repository& repository, const Compared& a,
                                            const Compared& b) {
  auto made = std::make_unique<Comparison>();  // `values` points into it
  TRY(read_side(repository, a, made->a));
  TRY(read_side(repository, b, made->b));
  made->values = differences_of(made->a.values, made->b.values);
  made->metrics = metric_differences(made->a.recipe.metrics, made->b.recipe.metrics);
  compare_packages(*made);
  compare_artifacts(*made);
  TRY(compare_code(repository, *made));
  return made;
}

}  // namespace expgate::experiments
