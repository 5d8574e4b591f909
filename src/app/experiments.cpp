#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <unistd.h>

#include "app/notebook_report.h"
#include "app/output.h"
#include "app/style.h"
#include "app/terminal.h"
#include "base/environment.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "experiments/notebook.h"
#include "experiments/query.h"
#include "experiments/table.h"
#include "text/suggestion.h"

namespace expgate::app {

namespace {

using experiments::Condition;
using experiments::ConfigTable;
using experiments::Experiment;
using experiments::Field;
using experiments::FieldKind;

struct ExperimentsArguments {
  std::vector<std::string> where;
  std::string sort = "date";
  std::optional<std::size_t> limit;      // nothing: all
  std::optional<std::string> sparkline;  // nothing: that of the first metric, on a terminal
};

// What is asked for, with its fields found.
struct Selection {
  std::vector<Condition> conditions;
  Field sort;
  std::optional<ConfigTable> table;  // if a field asks for it
};

Result<void> add_configs(git::Repository& repository, std::vector<Experiment>& experiments) {
  TRY_ASSIGN(experiments::RunConfigs configs, experiments::RunConfigs::make(repository));
  for (Experiment& each : experiments) TRY(experiments::add_config(configs, each));
  return {};
}

// Whether every field is found without reading configs.
bool find_fields(const ExperimentsArguments& wanted, const std::vector<std::string>& metrics,
                 Selection& selection) {
  const ConfigTable* table = selection.table ? &*selection.table : nullptr;
  const auto sort = experiments::find_field(wanted.sort, metrics, table);
  if (sort) selection.sort = *sort;
  bool are_found = sort.has_value();
  for (Condition& condition : selection.conditions) {
    const auto field = experiments::find_field(condition.field, metrics, table);
    if (field) condition.of = *field;
    are_found = are_found && field.has_value();
  }
  return are_found;
}

Error first_unknown(const ExperimentsArguments& wanted, const std::vector<std::string>& metrics,
                    const Selection& selection) {
  const ConfigTable* table = selection.table ? &*selection.table : nullptr;
  for (const Condition& condition : selection.conditions)
    if (!experiments::find_field(condition.field, metrics, table))
      return experiments::no_such_field("--where", condition.field, metrics, table);
  return experiments::no_such_field("--sort", wanted.sort, metrics, table);
}

bool asks_for_config(const Field& field) {
  return field.kind == FieldKind::config ||
         (field.kind == FieldKind::column && experiments::needs_config(field.name));
}

// Finds what the fields are, and reads the configs if one of them, or a record that has to be compared with
// its tag, asks for that.
Result<Selection> select(git::Repository& repository, const ExperimentsArguments& wanted,
                         std::vector<Experiment>& experiments) {
  Selection selection;
  for (const std::string& text : wanted.where) {
    TRY_ASSIGN(Condition condition, experiments::parse_condition(text));
    selection.conditions.push_back(std::move(condition));
  }
  if (experiments.empty()) return selection;
  const std::vector<std::string> metrics = experiments::metric_keys(experiments);
  bool are_found = find_fields(wanted, metrics, selection);
  const bool has_records = std::any_of(experiments.begin(), experiments.end(),
                                       [](const Experiment& each) { return !each.record.empty(); });
  const bool asks = asks_for_config(selection.sort) ||
                    std::any_of(selection.conditions.begin(), selection.conditions.end(),
                                [](const Condition& condition) { return asks_for_config(condition.of); });
  if (!are_found || asks || has_records) TRY(add_configs(repository, experiments));
  if (!are_found) {
    TRY_SET(selection.table, ConfigTable::read(repository, experiments));
    are_found = find_fields(wanted, metrics, selection);
  }
  if (!are_found) return tl::unexpected(first_unknown(wanted, metrics, selection));
  for (const Condition& condition : selection.conditions) TRY(experiments::check_value(condition));
  return selection;
}

// Those that meet all conditions, in order, as many as are wanted.
std::vector<Experiment> chosen(std::vector<Experiment> experiments, const Selection& selection,
                               const experiments::MetricScale& scale, std::optional<std::size_t> limit) {
  const experiments::Yardstick yardstick{scale, selection.table ? &*selection.table : nullptr};
  std::vector<Experiment> kept;
  for (const std::size_t row : experiments::sorted_by(experiments, selection.sort, yardstick)) {
    if (limit && kept.size() == *limit) break;
    const bool meets_all = std::all_of(
        selection.conditions.begin(), selection.conditions.end(), [&](const Condition& condition) {
          return experiments::meets(experiments[row], row, condition, yardstick);
        });
    if (meets_all) kept.push_back(std::move(experiments[row]));
  }
  return kept;
}

// Whether the terminal may not show characters beyond ASCII.
bool is_ascii_terminal() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (const std::string locale = ascii_lower(environment(name)); !locale.empty())
      return locale.find("utf-8") == std::string::npos && locale.find("utf8") == std::string::npos;
  return environment("TERM") == "dumb" || environment("TERM") == "linux";
}

Error unknown_metric(const std::string& name, const std::vector<std::string>& keys) {
  const Text help = keys.empty() ? tr("no experiment states a metric")
                                 : tr("metrics are {names}", {{"names", text::listed(keys)}});
  if (const auto meant = text::suggestion(name, keys))
    return {tr("unknown metric `{metric}`; did you mean `{meant}`?", {{"metric", name}, {"meant", *meant}}),
            help};
  return {tr("unknown metric `{metric}`", {{"metric", name}}), help};
}

// The metric that is drawn over time; empty: none.
Result<std::string> sparkline_of(const ExperimentsArguments& wanted,
                                 const std::vector<Experiment>& experiments,
                                 const std::vector<std::string>& keys) {
  if (wanted.sparkline) {
    std::string metric = message::metric_key(*wanted.sparkline);
    if (std::find(keys.begin(), keys.end(), metric) != keys.end()) return metric;
    return tl::unexpected(unknown_metric(*wanted.sparkline, keys));
  }
  constexpr std::ptrdiff_t kFewest = 3;  // two points draw no line
  if (isatty(STDOUT_FILENO) != 1 || keys.empty()) return std::string();
  const auto stated = std::count_if(experiments.begin(), experiments.end(), [&](const Experiment& each) {
    return each.metric(keys.front()) != nullptr;
  });
  return stated >= kFewest ? keys.front() : std::string();
}

Result<std::string> write(git::Repository& repository, const ExperimentsArguments& wanted,
                          std::vector<Experiment>& experiments, const std::vector<std::string>& keys,
                          const Common& common) {
  experiments::TableLayout layout{terminal_width(), text_style(Mode::ci, common, STDOUT_FILENO).color, keys};
  if (!experiments.empty()) TRY_SET(layout.sparkline, sparkline_of(wanted, experiments, keys));
  layout.keeps_sparkline = wanted.sparkline.has_value();
  layout.ascii = is_ascii_terminal();
  if (common.format != "text" || experiments::shows_config(experiments, layout))
    TRY(add_configs(repository, experiments));
  if (common.format == "csv") return experiments::experiments_csv(experiments, keys);
  if (common.format == "json") return experiments::experiments_json(experiments, keys);
  if (common.format == "markdown") return experiments::experiments_markdown(experiments, keys);
  if (experiments.empty()) return std::string();
  return experiments::experiments_text(experiments, layout);
}

// The files of `--report html=FILE`.
Result<void> write_reports(git::Repository& repository, std::vector<Experiment>& experiments,
                           const std::vector<Text>& notes, const Common& common) {
  if (common.reports.empty()) return {};
  TRY(add_configs(repository, experiments));
  TRY_ASSIGN(const std::string page, notebook_report(repository, experiments, notes));
  for (const std::string& report : common.reports)
    TRY(write_report_file(report.substr(report.find('=') + 1), page, common));
  return {};
}

Result<int> run(const ExperimentsArguments& wanted, const Common& common) {
  if (wanted.limit && *wanted.limit == 0)
    return fail(tr("`--limit` must be at least 1"), tr("without `--limit` all experiments are listed"));
  TRY_ASSIGN(const auto repository, git::Repository::open_from_environment());
  TRY_ASSIGN(experiments::Notebook notebook, experiments::read_notebook(*repository));
  const bool has_any = !notebook.experiments.empty();
  const experiments::MetricScale scale(notebook.experiments);
  TRY_ASSIGN(const Selection selection, select(*repository, wanted, notebook.experiments));
  std::vector<Experiment> kept = chosen(std::move(notebook.experiments), selection, scale, wanted.limit);
  std::vector<std::string> keys = experiments::metric_keys(kept);
  if (const auto first = std::find(keys.begin(), keys.end(), selection.sort.name);
      first != keys.end() && selection.sort.kind == FieldKind::metric)
    std::rotate(keys.begin(), first, first + 1);
  TRY_ASSIGN(const std::string text, write(*repository, wanted, kept, keys, common));
  TRY(write_reports(*repository, kept, notebook.notes, common));
  TRY(print(text));
  if (!common.quiet)
    for (const Text& note : notebook.notes) remark(note);
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
                 .help = msgid("Sort by a metric, best first, by name, date, commit, config, seed, record or "
                               "title, or by a key of the configs"),
                 .fallback = verbatim("date")},
                &wanted->sort);
  arguments.add(
      {.names = {"--where"},
       .value = "CONDITION",
       .help = msgid("List only experiments that meet the condition, as in 'acc@1>80', 'seed=42', "
                     "'optimizer.lr<0.01' or 'name~vit'. The operators are < <= > >= = != ~ (contains); can "
                     "be repeated")},
      &wanted->where);
  arguments.add(
      {.names = {"--limit"}, .value = "N", .help = msgid("List at most N experiments, after sorting")},
      &wanted->limit);
  arguments.add({.names = {"--sparkline"},
                 .value = "METRIC",
                 .help = msgid("Draw this metric over time in a column of the table"),
                 .fallback = msgid("the first metric, on a terminal that is wide enough")},
                &wanted->sparkline);
  arguments.formats({"text", "json", "csv", "markdown"});
  arguments.reports({"html"});
  arguments.footer(
      msgid("Experiments are the tags exp-* and exp/*, and the records in results/ on HEAD and all branches. "
            "The best value of each metric is marked; the name of the metric decides whether higher or lower "
            "is better. `--report html=FILE` writes them as one page with charts."));
  arguments.example("expgate experiments --sort acc@1", msgid("List them, the best first"));
  arguments.example("expgate experiments --report html=experiments.html",
                    msgid("Write them as a page with charts"));
  return [wanted, &common] { return run(*wanted, common); };
}

}  // namespace

extern const Command experiments;
const Command experiments{"experiments",
                          msgid("List experiments, from tags and records, with config, seed and metrics"),
                          declare_experiments};

}  // namespace expgate::app
