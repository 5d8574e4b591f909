#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <unistd.h>

#include <fmt/core.h>

#include "app/output.h"
#include "app/style.h"
#include "app/terminal.h"
#include "catalogue/catalogue.h"
#include "experiments/query.h"
#include "experiments/table.h"

namespace expgate::app {

namespace {

struct ExperimentsArguments {
  std::vector<std::string> where;
  std::string sort = "date";
  std::optional<std::size_t> limit;  // nothing: all
};

Result<void> add_configs(git::Repository& repository, std::vector<experiments::Experiment>& experiments) {
  TRY_ASSIGN(experiments::RunConfigs configs, experiments::RunConfigs::make(repository));
  for (experiments::Experiment& each : experiments) TRY(experiments::add_config(configs, each));
  return {};
}

// Keeps what all conditions want. Configs are read only if one of them asks for it.
Result<void> keep_wanted(git::Repository& repository, const std::vector<experiments::Condition>& conditions,
                         const experiments::MetricScale& scale,
                         std::vector<experiments::Experiment>& experiments) {
  const auto keep = [&](bool of_config) {
    for (const experiments::Condition& condition : conditions)
      if (experiments::needs_config(condition.field) == of_config)
        std::erase_if(experiments, [&](const experiments::Experiment& each) {
          return !experiments::meets(each, condition, scale);
        });
  };
  keep(false);
  const bool asks = std::any_of(
      conditions.begin(), conditions.end(),
      [](const experiments::Condition& condition) { return experiments::needs_config(condition.field); });
  if (!asks) return {};
  TRY(add_configs(repository, experiments));
  keep(true);
  return {};
}

Result<std::string> write(git::Repository& repository, std::vector<experiments::Experiment>& experiments,
                          const std::vector<std::string>& keys, const Common& common) {
  const experiments::TableLayout layout{terminal_width(), text_style(Mode::ci, common, STDOUT_FILENO).color,
                                        keys};
  if (common.format != "text" || experiments::shows_config(experiments, layout))
    TRY(add_configs(repository, experiments));
  if (common.format == "csv") return experiments::experiments_csv(experiments, keys);
  if (common.format == "json") return experiments::experiments_json(experiments, keys);
  if (common.format == "markdown") return experiments::experiments_markdown(experiments, keys);
  if (experiments.empty()) return std::string();
  return experiments::experiments_text(experiments, layout);
}

Result<int> run(const ExperimentsArguments& wanted, const Common& common) {
  if (wanted.limit && *wanted.limit == 0)
    return fail(tr("`--limit 0` leaves nothing to list"), tr("without `--limit` all experiments are listed"));
  std::vector<experiments::Condition> conditions;
  for (const std::string& text : wanted.where) {
    TRY_ASSIGN(experiments::Condition condition, experiments::parse_condition(text));
    conditions.push_back(std::move(condition));
  }
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(std::vector<experiments::Experiment> experiments, experiments::read_experiments(*repository));
  const bool has_any = !experiments.empty();
  const std::vector<std::string> all_keys = experiments::metric_keys(experiments);
  const experiments::MetricScale scale(experiments);
  const std::string sort =
      experiments::is_column(wanted.sort) ? wanted.sort : message::metric_key(wanted.sort);
  if (has_any) {
    TRY(experiments::check_field(sort, all_keys));
    for (const experiments::Condition& condition : conditions)
      TRY(experiments::check_field(condition.field, all_keys));
  }
  TRY(keep_wanted(*repository, conditions, scale, experiments));
  if (experiments::needs_config(sort)) TRY(add_configs(*repository, experiments));
  experiments::sort_by(experiments, sort, scale);
  if (wanted.limit && experiments.size() > *wanted.limit) experiments.resize(*wanted.limit);
  std::vector<std::string> keys = experiments::metric_keys(experiments);
  if (const auto first = std::find(keys.begin(), keys.end(), sort); first != keys.end())
    std::rotate(keys.begin(), first, first + 1);
  TRY_ASSIGN(const std::string text, write(*repository, experiments, keys, common));
  TRY(print(text));
  if (text.empty() && !common.quiet)
    TRY(print(catalogue::render(has_any
                                    ? tr("no experiment matches")
                                    : tr("no experiments yet; tag one: `{command}`",
                                         {{"command", "git tag -a exp-NAME -m 'TITLE | Acc@1: 87.3%'"}})) +
              "\n"));
  return 0;
}

Action declare_experiments(CommandArguments& arguments, const Common& common) {
  auto wanted = std::make_shared<ExperimentsArguments>();
  arguments.add({.names = {"--sort"},
                 .value = "FIELD",
                 .help = msgid("Sort by a metric, best first, or by name, date, commit, config or seed"),
                 .fallback = verbatim("date")},
                &wanted->sort);
  arguments.add(
      {.names = {"--where"},
       .value = "CONDITION",
       .help = msgid("List only experiments that meet the condition, as in 'acc@1>80' or 'seed=42'. "
                     "The operators are < <= > >= = !=; can be repeated")},
      &wanted->where);
  arguments.add(
      {.names = {"--limit"}, .value = "N", .help = msgid("List at most N experiments, after sorting")},
      &wanted->limit);
  arguments.formats({"text", "json", "csv", "markdown"});
  arguments.footer(
      msgid("The best value of each metric is marked. The name of the metric decides whether higher or lower "
            "is better."));
  return [wanted, &common] { return run(*wanted, common); };
}

}  // namespace

extern const Command experiments;
const Command experiments{"experiments", msgid("List the experiment tags with config, seed and metrics"),
                          declare_experiments};

}  // namespace expgate::app
