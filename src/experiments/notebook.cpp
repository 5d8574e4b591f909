#include "experiments/notebook.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/record.h"
#include "experiments/metric_scale.h"
#include "experiments/record_name.h"
#include "experiments/run_records.h"
#include "git/refs.h"
#include "model/ref_name.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kMostTips = 5'000;
constexpr std::size_t kMostRecords = 50'000;
constexpr double kRoundingOfDoubles = 1.000001;

// A record, and the branch that has it.
struct LooseRecord {
  std::string path;
  content::Record record;
};

// The commits whose results/ are read: HEAD, the default branch, the other branches.
Result<std::vector<Oid>> tips_of(git::Repository& repository, Notebook& notebook) {
  std::vector<Oid> tips;
  std::unordered_set<Oid, OidHash> seen;
  const auto add = [&](const std::optional<Oid>& target) -> Result<void> {
    if (!target) return {};
    TRY_ASSIGN(const auto commit, repository.peel_to_commit(*target));
    if (commit && seen.insert(*commit).second) tips.push_back(*commit);
    return {};
  };
  for (const char* name : {"HEAD", "refs/heads/main", "refs/heads/master"}) {
    TRY_ASSIGN(const auto target, repository.resolve(name));
    TRY(add(target));
  }
  bool is_cut = false;
  TRY(repository.each_ref({std::string(kBranches), "refs/remotes/"},
                          [&](const git::Ref& ref) -> Result<void> {
                            is_cut = is_cut || tips.size() >= kMostTips;
                            return is_cut ? Result<void>() : add(ref.target);
                          }));
  if (is_cut)
    notebook.notes.push_back(
        tr("there are more than {limit} branches; records are read from the first {limit}",
           {{"limit", std::uint64_t{kMostTips}}}));
  return tips;
}

class RecordReader {
 public:
  RecordReader(git::Repository& repository, Notebook& notebook)
      : repository_(repository), notebook_(notebook) {}

  Result<std::vector<LooseRecord>> all() {
    TRY_ASSIGN(const text::GlobSet wanted, text::GlobSet::compile({std::string(kRecordFiles)}));
    TRY_ASSIGN(const std::vector<Oid> tips, tips_of(repository_, notebook_));
    for (const Oid& tip : tips) {
      TRY_ASSIGN(const Commit commit, repository_.commit(tip));
      TRY_ASSIGN(const auto folder, repository_.folder(commit.tree, "results"));
      if (!folder || !folders_.insert(*folder).second) continue;
      TRY_ASSIGN(const std::vector<File> files, repository_.files(commit.tree, wanted));
      for (const File& file : files) TRY(add(file));
    }
    if (invalid_ > 0)
      notebook_.notes.push_back(
          tr_n("{count} file in `results/` is not a valid record and is left out: `{path}`",
               "{count} files in `results/` are not valid records and are left out; the first is `{path}`",
               invalid_, {{"path", first_invalid_}}));
    return std::move(records_);
  }

 private:
  Result<void> add(const File& file) {
    if (!file.has_content() || records_.size() >= kMostRecords || !blobs_.insert(file.oid).second) return {};
    TRY_ASSIGN(const std::uint64_t size, repository_.size(file.oid));
    if (size > content::kLargestRecord) return {};
    TRY_ASSIGN(const std::string bytes, repository_.content(file.oid));
    content::RecordReading reading = content::read_record(bytes);
    if (reading.kind != content::RecordReading::Kind::record) return {};
    if (!reading.errors.empty()) {
      if (invalid_++ == 0) first_invalid_ = file.path;
      return {};
    }
    // The same run in an older state of the same file: the first tip that has it counts.
    if (!known_.insert(file.path + '\n' + reading.record.commit.value).second) return {};
    records_.push_back({file.path, std::move(reading.record)});
    return {};
  }

  git::Repository& repository_;
  Notebook& notebook_;
  std::unordered_set<Oid, OidHash> folders_;
  std::unordered_set<Oid, OidHash> blobs_;
  std::set<std::string> known_;
  std::vector<LooseRecord> records_;
  std::uint64_t invalid_ = 0;
  std::string first_invalid_;
};

std::string text_of_seeds(const std::vector<std::uint64_t>& seeds) {
  if (seeds.size() == 1) return std::to_string(seeds.front());
  std::vector<std::string> texts;
  for (const std::uint64_t seed : seeds) texts.push_back(std::to_string(seed));
  return texts.empty() ? std::string() : "[" + join(texts, ", ") + "]";
}

// Half of what the last digit of a number stands for: "87.3" may be anything from 87.25 to 87.35.
double half_digit(std::string_view number) {
  const std::size_t exponent = number.find_first_of("eE");
  const std::size_t point = number.substr(0, exponent).find('.');
  const std::size_t end = std::min(exponent, number.size());
  double half = 0.5;
  if (point != std::string_view::npos) half *= std::pow(10.0, -static_cast<double>(end - point - 1));
  if (exponent == std::string_view::npos) return half;
  std::string_view power = number.substr(exponent + 1);
  const bool is_negative = power.starts_with('-');
  if (is_negative || power.starts_with('+')) power.remove_prefix(1);
  const double by = static_cast<double>(parse_decimal(power).value_or(0));
  return half * std::pow(10.0, is_negative ? -by : by);
}

message::Metric recorded_metric(const std::string& name, double value) {
  message::Metric metric;
  metric.name = name;
  metric.value = value;
  metric.number = fmt::format("{}", value);
  return metric;
}

// Whether the two state the same value, as exactly as the less exact one does.
bool agree(const message::Metric& tagged, const message::Metric& recorded) {
  Experiment one;
  one.metrics = {tagged};
  Experiment other;
  other.metrics = {recorded};
  const MetricScale scale({one, other});
  const std::string key = message::metric_key(tagged.name);
  const double first = scale.of(key, tagged);
  const double second = scale.of(key, recorded);
  const auto exactness = [&](const message::Metric& metric, double scaled) {
    return half_digit(metric.number) * (metric.value != 0 ? std::abs(scaled / metric.value) : 1);
  };
  constexpr double kMostShare = 0.01;  // 0 is not a rough 0.41
  // Of a record's number the last zeros are lost; of what a tag states, each digit counts.
  const double rough =
      std::min(exactness(recorded, second), kMostShare * std::max(std::abs(first), std::abs(second)));
  return std::abs(first - second) <= std::max(exactness(tagged, first), rough) * kRoundingOfDoubles;
}

message::Metric* metric_named(Experiment& experiment, std::string_view key) {
  const auto found = std::ranges::find_if(
      experiment.metrics, [&](const message::Metric& each) { return message::metric_key(each.name) == key; });
  return found == experiment.metrics.end() ? nullptr : &*found;
}

// Whether a tag states with fewer digits what the record states, on the same scale.
bool is_rounding_of(const message::Metric& tagged, const message::Metric& recorded) {
  return tagged.unit.empty() && half_digit(tagged.number) > half_digit(recorded.number) &&
         std::abs(tagged.value - recorded.value) <= half_digit(tagged.number) * kRoundingOfDoubles;
}

void take_exact(const message::Metric& recorded, message::Metric& tagged) {
  tagged.value = recorded.value;
  tagged.number = recorded.number;
}

// An experiment that only its record tells of.
Result<Experiment> experiment_of(git::Repository& repository, const LooseRecord& found) {
  Experiment made;
  made.name = found.path;
  made.is_tag = false;
  const auto commit = Oid::parse(found.record.commit.value, repository.object_format());
  if (commit && repository.has(*commit)) {
    TRY_SET(made.commit, repository.peel_to_commit(*commit));
  }
  if (made.commit) {
    TRY_ASSIGN(const Commit of, repository.commit(*made.commit));
    made.seconds = of.committer.date;
    made.date = day_of(of.committer);
  } else {
    made.remark = tr("its commit {commit} is not in this repository",
                     {{"commit", found.record.commit.value.substr(0, 7)}});
  }
  take_record(found.record, found.path, made);
  return made;
}

// Finds the tag that a record belongs to.
class Tags {
 public:
  explicit Tags(std::vector<Experiment>& experiments) : experiments_(experiments) {
    for (std::size_t at = 0; at < experiments.size(); ++at) {
      by_name_.emplace(plain_name(experiments[at].name), at);
      if (experiments[at].commit) by_commit_[experiments[at].commit->hex()].push_back(at);
    }
  }

  Experiment* find(const LooseRecord& found) {
    const auto named = by_name_.find(plain_name(found.path));
    if (named != by_name_.end() && experiments_[named->second].record.empty())
      return &experiments_[named->second];
    const auto of_commit = by_commit_.find(found.record.commit.value);
    if (of_commit == by_commit_.end()) return nullptr;
    // The one tag of its commit that has no record yet: with several, nobody can tell which.
    Experiment* only = nullptr;
    for (const std::size_t at : of_commit->second) {
      if (!experiments_[at].record.empty()) continue;
      if (only != nullptr) return nullptr;
      only = &experiments_[at];
    }
    return only;
  }

 private:
  std::vector<Experiment>& experiments_;
  std::map<std::string, std::size_t> by_name_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_commit_;
};

}  // namespace

std::string plain_name(std::string_view name) {
  const std::string lower = ascii_lower(name);
  std::string plain(experiment_name(lower));
  std::replace(plain.begin(), plain.end(), '_', '-');
  return plain;
}

void take_record(const content::Record& record, const std::string& path, Experiment& experiment) {
  experiment.record = path;
  experiment.image = record.image;
  const bool is_of_commit = experiment.commit && record.commit.value == experiment.commit->hex();
  if (experiment.is_tag && !is_of_commit && !record.commit.value.empty())
    experiment.disagreements.push_back({"commit", experiment.commit ? experiment.commit->abbreviated() : "–",
                                        record.commit.value.substr(0, 7)});
  if (is_of_commit) experiment.recorded_config = record.config.value;
  experiment.recorded_seed = text_of_seeds(record.seeds.value);
  const bool had_metrics = !experiment.metrics.empty();
  for (const auto& [name, value] : record.metrics) {
    message::Metric recorded = recorded_metric(name, value);
    message::Metric* tagged = metric_named(experiment, message::metric_key(name));
    if (tagged == nullptr)
      experiment.metrics.push_back(std::move(recorded));
    else if (!agree(*tagged, recorded))
      experiment.disagreements.push_back(
          {message::metric_key(name), tagged->number + tagged->unit, recorded.number});
    else if (is_rounding_of(*tagged, recorded))
      take_exact(recorded, *tagged);
  }
  if (experiment.is_tag && experiment.is_annotated && !had_metrics && !experiment.metrics.empty() &&
      experiment.commit)
    experiment.remark = {};  // "no metrics": the record has them
}

Result<Notebook> read_notebook(git::Repository& repository) {
  Notebook notebook;
  TRY_SET(notebook.experiments, read_experiments(repository));
  TRY_ASSIGN(const std::vector<LooseRecord> records, RecordReader(repository, notebook).all());
  if (records.empty()) return notebook;
  std::vector<Experiment> alone;
  Tags tags(notebook.experiments);
  std::vector<const LooseRecord*> unnamed;
  // First by name, so that a record of the same commit does not take the place of the one that is named so.
  for (const LooseRecord& found : records) {
    Experiment* tag = tags.find(found);
    if (tag != nullptr && plain_name(tag->name) == plain_name(found.path))
      take_record(found.record, found.path, *tag);
    else
      unnamed.push_back(&found);
  }
  for (const LooseRecord* found : unnamed) {
    if (Experiment* tag = tags.find(*found)) {
      take_record(found->record, found->path, *tag);
      continue;
    }
    TRY_ASSIGN(Experiment one, experiment_of(repository, *found));
    alone.push_back(std::move(one));
  }
  notebook.experiments.insert(notebook.experiments.end(), std::make_move_iterator(alone.begin()),
                              std::make_move_iterator(alone.end()));
  sort_by_date(notebook.experiments);
  return notebook;
}

}  // namespace expgate::experiments
