#include "experiments/experiment.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "git/refs.h"
#include "model/ref_name.h"

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
    made.message = message::without_signature(tag->message);
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

Result<std::vector<Experiment>> read_experiments(git::Repository& repository) {
  std::vector<Experiment> experiments;
  TRY(repository.each_ref({std::string(kTags)}, [&](const git::Ref& ref) -> Result<void> {
    const std::string name(short_name(ref.name));
    if (!is_experiment_name(name)) return {};
    TRY_ASSIGN(Experiment one, read_experiment(repository, name, ref.target));
    experiments.push_back(std::move(one));
    return {};
  }));
  std::sort(experiments.begin(), experiments.end(), [](const Experiment& one, const Experiment& other) {
    return one.seconds != other.seconds ? one.seconds > other.seconds : one.name < other.name;
  });
  return experiments;
}

Result<void> add_config(RunConfigs& configs, Experiment& experiment) {
  if (!experiment.commit) return {};
  TRY_ASSIGN(const RunConfig run,
             configs.of(*experiment.commit, {experiment.name, experiment.message, {}}, false));
  experiment.config = run.path;
  experiment.seed = run.seed;
  return {};
}

}  // namespace expgate::experiments
