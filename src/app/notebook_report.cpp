#include "app/notebook_report.h"

#include <algorithm>

#include "base/version.h"
#include "experiments/config_table.h"
#include "experiments/metric_scale.h"
#include "experiments/project_name.h"
#include "experiments/query.h"
#include "experiments/reruns.h"
#include "report/notebook_page.h"
#include "text/wrap.h"

namespace expgate::app {

namespace {

using experiments::ConfigTable;
using experiments::Experiment;
using report::NotebookPage;

constexpr std::size_t kMostMetrics = 40;
constexpr std::size_t kMostParameters = 40;
constexpr std::size_t kMostPageRows = 20'000;
constexpr std::size_t kLongestTitle = 300;  // columns

NotebookPage::Metric metric_of(const std::vector<Experiment>& experiments, const std::string& key,
                               const experiments::MetricScale& scale) {
  NotebookPage::Metric made;
  made.key = key;
  const message::Better better = message::better(key);
  if (better != message::Better::unknown)
    made.better = better == message::Better::higher ? "higher" : "lower";
  for (const Experiment& each : experiments) {
    const message::Metric* metric = each.metric(key);
    made.values.push_back(metric == nullptr ? std::nullopt : std::optional(scale.of(key, *metric)));
    made.shown.push_back(metric == nullptr ? std::string() : experiments::shown_metric(*metric));
  }
  return made;
}

NotebookPage::Parameter parameter_of(const ConfigTable& table, const std::string& key, std::size_t rows) {
  NotebookPage::Parameter made;
  made.key = key;
  for (std::size_t row = 0; row < rows; ++row) {
    const experiments::TableValue* value = table.find(row, key);
    made.values.push_back(value == nullptr ? std::nullopt
                                           : std::optional(NotebookPage::Value{value->shown, value->number}));
  }
  return made;
}

NotebookPage::Row row_of(const Experiment& experiment, std::string recipe) {
  NotebookPage::Row row;
  row.name = experiment.name;
  row.seconds = experiment.seconds;
  row.date = experiment.date;
  if (experiment.commit) row.commit = experiment.commit->hex();
  row.config = experiment.config;
  row.seed = experiment.seed;
  row.title = text::shortened(experiment.title, kLongestTitle);
  row.record = experiment.record;
  row.remark = experiments::remark_of(experiment);
  row.is_disputed = !experiment.disagreements.empty();
  row.recipe = std::move(recipe);
  return row;
}

}  // namespace

Result<std::string> notebook_report(git::Repository& repository, const std::vector<Experiment>& all,
                                    const std::vector<Text>& notes) {
  NotebookPage page;
  TRY_SET(page.project, experiments::project_name(repository));
  page.notes = notes;
  std::vector<Experiment> experiments = all;
  experiments::sort_by_date(experiments);
  if (experiments.size() > kMostPageRows) {
    experiments.resize(kMostPageRows);
    page.notes.push_back(tr("The page shows the newest {limit} of {count} experiments.",
                            {{"limit", std::uint64_t{kMostPageRows}}, {"count", all.size()}}));
  }
  TRY_ASSIGN(std::vector<std::string> recipes, experiments::reruns_of(repository, experiments));
  for (std::size_t row = 0; row < experiments.size(); ++row)
    page.rows.push_back(row_of(experiments[row], std::move(recipes[row])));
  const experiments::MetricScale scale(experiments);
  std::vector<std::string> keys = experiments::metric_keys(experiments);
  if (keys.size() > kMostMetrics) keys.resize(kMostMetrics);
  for (const std::string& key : keys) page.metrics.push_back(metric_of(experiments, key, scale));
  TRY_ASSIGN(const ConfigTable table, ConfigTable::read(repository, experiments));
  for (const std::string& key : table.telling_keys(kMostParameters))
    page.parameters.push_back(parameter_of(table, key, experiments.size()));
  if (table.left_out() > 0)
    page.notes.push_back(tr_n(
        "The values of {count} config are left out: together the configs are too large.",
        "The values of {count} configs are left out: together the configs are too large.", table.left_out()));
  return report::notebook_page(page, version());
}

}  // namespace expgate::app
