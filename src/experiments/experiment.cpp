#include "experiments/experiment.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/strings.h"
#include "git/refs.h"
#include "model/ref_name.h"
#include "rules/record_seed.h"
#include "text/rounding.h"

namespace expgate::experiments {

std::string day_of(const Signature& when) {
  constexpr std::int64_t kMinute = 60;
  const std::time_t shifted = when.date + when.zone * kMinute;
  std::tm parts{};
  if (gmtime_r(&shifted, &parts) == nullptr) return "";
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

const message::Metric* Experiment::metric(std::string_view key) const {
  const auto found = std::find_if(metrics.begin(), metrics.end(), [&](const message::Metric& each) {
    return message::metric_key(each.name) == key;
  });
  return found == metrics.end() ? nullptr : &*found;
}

std::string shown_metric(const message::Metric& metric) {
  std::string shown = text::rounded(metric.number) + metric.unit;
  if (metric.deviation) shown += " ±" + text::rounded(*metric.deviation);
  return shown;
}

bool is_experiment_name(std::string_view short_name) {
  return short_name.starts_with("exp-") || short_name.starts_with("exp/");
}

Result<Experiment> read_experiment(git::Repository& repository, std::string name, const Oid& target) {
  Experiment made;
  made.name = std::move(name);
  TRY_ASSIGN(const std::optional<Tag> tag, repository.tag(target));
  TRY_SET(made.commit, repository.peel_to_commit(tag ? tag->target : target));
  Signature when;
  if (tag) {
    made.is_annotated = true;
    constexpr std::size_t kMostKept = 8192;  // bytes, of what names a config or a seed
    made.message = message::without_signature(tag->message).substr(0, kMostKept);
    message::TagMessage message = message::read_tag_message(tag->message);
    made.title = std::move(message.title);
    made.metrics = std::move(message.metrics);
    when = tag->tagger;
  } else if (made.commit) {
    TRY_ASSIGN(const Commit commit, repository.commit(*made.commit));
    when = commit.committer;
  }
  made.seconds = when.date;
  made.date = day_of(when);
  if (!made.commit)
    made.remark = tr("no commit");
  else if (!made.is_annotated)
    made.remark = tr("lightweight: no message");
  else if (made.metrics.empty())
    made.remark = tr("no metrics");
  return made;
}

void sort_by_date(std::vector<Experiment>& experiments) {
  std::sort(experiments.begin(), experiments.end(), [](const Experiment& one, const Experiment& other) {
    return one.seconds != other.seconds ? one.seconds > other.seconds : one.name < other.name;
  });
}

Result<std::vector<Experiment>> read_experiments(git::Repository& repository) {
  std::vector<Experiment> experiments;
  TRY(repository.each_ref({std::string(kTags)}, [&](const git::Ref& ref) -> Result<void> {
    const std::string name(short_name(ref.name));
    if (!is_experiment_name(name)) return {};
    TRY_ASSIGN(Experiment one, read_experiment(repository, name, ref.target));
    experiments.push_back(std::move(one));
    return {};
  }));
  sort_by_date(experiments);
  return experiments;
}

Text remark_of(const Experiment& experiment) {
  if (experiment.disagreements.empty()) return experiment.remark;
  std::vector<Text> differences;
  for (const Disagreement& each : experiment.disagreements) {
    const bool is_metric = each.what != "commit" && each.what != "config" && each.what != "seed";
    const std::string recorded = text::rounded(each.record);
    const std::string tagged = text::rounded(each.tag);
    const bool is_rounded = is_metric && recorded != tagged;  // what differs must be seen
    differences.push_back(
        tr("{what} {recorded}, not {tagged}", {{"what", each.what},
                                               {"recorded", is_rounded ? recorded : each.record},
                                               {"tagged", is_rounded ? tagged : each.tag}}));
  }
  return tr("{record} says {differences}",
            {{"record", experiment.record}, {"differences", std::move(differences)}});
}

namespace {

// The seed that a message states: "lr=0.1, seed=42"; empty: none.
std::string stated_seed(std::string_view message) {
  const std::string text = ascii_lower(message);
  const std::size_t at = text.find("seed");
  if (at == std::string::npos) return {};
  const std::size_t value = text.find_first_not_of("=: ", at + 4);
  if (value == std::string::npos || value == at + 4) return {};
  const std::size_t end = std::min(text.find_first_not_of("0123456789", value), text.size());
  return text.substr(value, end - value);
}

// Whether the two name the same seeds, however they are written.
bool are_same_seeds(const std::string& one, const std::string& other) {
  const auto numbers = rules::seed_numbers(other);
  return rules::is_seed_of(rules::seed_numbers(one), other) || (numbers.empty() && one == other);
}

}  // namespace

Result<void> add_config(RunConfigs& configs, Experiment& experiment) {
  if (!experiment.commit || !experiment.config_files.empty()) return {};
  RunConfig run;
  if (!experiment.recorded_config.empty())
    TRY_SET(run, configs.of(*experiment.commit, {experiment.name, "", experiment.recorded_config}, false));
  if (experiment.is_tag && (run.path.empty() || !experiment.message.empty())) {
    TRY_ASSIGN(RunConfig own,
               configs.of(*experiment.commit, {experiment.name, experiment.message, {}}, false));
    const bool is_named = !own.path.empty() && experiment.message.find(own.path) != std::string::npos;
    if (is_named && !run.path.empty() && run.path != own.path)
      experiment.disagreements.push_back({"config", own.path, run.path});
    if (run.path.empty() || is_named) run = std::move(own);
  }
  experiment.config = run.path;
  experiment.seed = run.seed;
  experiment.config_files = run.files;
  if (experiment.config_files.empty()) experiment.config_files = {run.path};
  const std::string stated = experiment.is_tag ? stated_seed(experiment.message) : std::string();
  const std::string& known = stated.empty() ? run.seed : stated;
  if (experiment.recorded_seed.empty()) return {};
  if (experiment.seed.empty()) experiment.seed = experiment.recorded_seed;
  if (!known.empty() && !are_same_seeds(experiment.recorded_seed, known))
    experiment.disagreements.push_back({"seed", known, experiment.recorded_seed});
  return {};
}

}  // namespace expgate::experiments
