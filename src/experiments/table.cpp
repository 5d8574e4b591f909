#include "experiments/table.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "experiments/cells.h"
#include "experiments/metric_scale.h"
#include "experiments/sparkline.h"
#include "text/columns.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kGuessedConfig = 24;  // columns, before it is known
constexpr std::size_t kDrawn = 10;          // experiments in one line of a sparkline, each a column
constexpr const char* kSparkline = "sparkline";
constexpr std::size_t kShortestName = 8;
constexpr int kAlways = 1000;  // a column that stays however narrow the terminal is

// The best value of each metric, where its name tells which is better and there are two to compare.
struct Best {
  MetricScale scale;
  std::map<std::string, double> values;
};

Best best_of(const std::vector<Experiment>& experiments, const std::vector<std::string>& keys) {
  Best best{MetricScale(experiments), {}};
  for (const std::string& key : keys) {
    const message::Better better = message::better(key);
    if (better == message::Better::unknown) continue;
    std::optional<double> found;
    std::size_t stated = 0;
    for (const Experiment& each : experiments)
      if (const message::Metric* metric = each.metric(key)) {
        ++stated;
        const double value = best.scale.of(key, *metric);
        const bool is_better = !found || (better == message::Better::lower ? value < *found : value > *found);
        if (is_better) found = value;
      }
    if (stated > 1) best.values[key] = *found;
  }
  return best;
}

bool is_best(const Best& best, const std::string& key, const message::Metric& metric) {
  const auto found = best.values.find(key);
  return found != best.values.end() && found->second == best.scale.of(key, metric);
}

struct Column {
  std::string key;
  std::string title;
  std::vector<std::string> cells;
  int keeps = 0;  // the higher, the longer it stays as the terminal gets narrower
  std::size_t width = 0;
  bool is_number = false;
};

Column make_column(std::string key, std::string title, int keeps, const std::vector<Experiment>& experiments,
                   const std::function<std::string(const Experiment&)>& cell) {
  Column column{std::move(key), std::move(title), {}, keeps, 0, false};
  column.width = text::width(column.title);
  for (const Experiment& each : experiments) {
    column.cells.push_back(text::printable(cell(each)));
    column.width = std::max(column.width, text::width(column.cells.back()));
  }
  return column;
}

// The metric over time, drawn.
Column sparkline_column(const std::vector<Experiment>& experiments, const TableLayout& layout) {
  constexpr int kBeforeRemarks = 36;
  const std::vector<std::string> lines =
      sparklines(experiments, layout.sparkline, MetricScale(experiments), kDrawn, layout.ascii);
  std::size_t row = 0;
  return make_column(kSparkline, catalogue::render(tr("{metric} over time", {{"metric", layout.sparkline}})),
                     layout.keeps_sparkline ? kAlways : kBeforeRemarks, experiments,
                     [&](const Experiment&) { return lines[row++]; });
}

std::vector<Column> columns_of(const std::vector<Experiment>& experiments, const TableLayout& layout) {
  const std::vector<std::string>& metrics = layout.metrics;
  std::vector<Column> columns;
  const Best best = best_of(experiments, metrics);
  columns.push_back(make_column("name", catalogue::render(tr("name")), kAlways, experiments,
                                [](const Experiment& it) { return it.name; }));
  columns.push_back(make_column("date", catalogue::render(tr("date")), 60, experiments,
                                [](const Experiment& it) { return it.date; }));
  columns.push_back(
      make_column("commit", catalogue::render(tr("commit")), 50, experiments,
                  [](const Experiment& it) { return it.commit ? it.commit->abbreviated() : ""; }));
  columns.push_back(make_column("config", catalogue::render(tr("config")), 20, experiments,
                                [](const Experiment& it) { return it.config; }));
  columns.push_back(make_column("seed", catalogue::render(tr("seed")), 40, experiments,
                                [](const Experiment& it) { return it.seed; }));
  for (std::size_t at = 0; at < metrics.size(); ++at) {
    const std::string& key = metrics[at];
    const int keeps = at == 0 ? kAlways - 1 : at == 1 ? 55 : at == 2 ? 30 : 19 - static_cast<int>(at);
    columns.push_back(make_column(key, key, keeps, experiments, [&](const Experiment& it) -> std::string {
      const message::Metric* metric = it.metric(key);
      if (metric == nullptr) return "";
      return shown_metric(*metric) + (is_best(best, key, *metric) ? " *"
                                      : best.values.contains(key) ? "  "
                                                                  : "");
    }));
    columns.back().is_number = true;
  }
  if (!layout.sparkline.empty()) columns.push_back(sparkline_column(experiments, layout));
  const bool has_remarks = std::any_of(experiments.begin(), experiments.end(),
                                       [](const Experiment& each) { return !remark_of(each).empty(); });
  if (has_remarks)
    columns.push_back(make_column("remark", catalogue::render(tr("remark")), 35, experiments,
                                  [&](const Experiment& it) { return catalogue::render(remark_of(it)); }));
  return columns;
}

std::size_t width_of(const std::vector<Column>& columns) {
  std::size_t width = 0;
  for (const Column& column : columns) width += column.width + kGap;
  return width == 0 ? 0 : width - kGap;
}

// Takes out columns until the rest fits; yields the titles of those that went.
std::vector<Text> make_fit(std::vector<Column>& columns, std::size_t width) {
  std::vector<Text> left_out;
  while (width > 0 && width_of(columns) > width && columns.size() > 2) {
    const auto least =
        std::min_element(columns.begin(), columns.end(),
                         [](const Column& one, const Column& other) { return one.keeps < other.keeps; });
    if (least->keeps >= kAlways - 1) break;  // the name, a metric, and what was asked for
    left_out.push_back(verbatim(least->title));
    columns.erase(least);
  }
  return left_out;
}

// Makes columns narrower that have no end to be left out: first the heading over a sparkline, then the names.
void make_narrow(std::vector<Column>& columns, std::size_t width) {
  const auto take = [&](Column& column, std::size_t least) {
    const std::size_t all = width_of(columns);
    const std::size_t over = width > 0 && all > width ? all - width : 0;
    column.width -= std::min(over, column.width - std::min(column.width, least));
  };
  for (Column& column : columns)
    if (column.key == kSparkline) take(column, kDrawn);
  take(columns.front(), kShortestName);
}

std::string cell_text(const Column& column, const std::string& text) {
  const std::string fitting = text::shortened(text, column.width);
  if (!column.is_number) return text::padded(fitting, column.width);
  return std::string(column.width - std::min(column.width, text::width(fitting)), ' ') + fitting;
}

std::string trimmed(std::string line) {
  while (line.ends_with(' ')) line.pop_back();
  return line + "\n";
}

}  // namespace

bool shows_config(const std::vector<Experiment>& experiments, const TableLayout& layout) {
  std::vector<Column> columns = columns_of(experiments, layout);
  for (Column& column : columns)
    if (column.key == "config") column.width = std::max(column.width, kGuessedConfig);
  make_fit(columns, layout.width);
  return std::any_of(columns.begin(), columns.end(),
                     [](const Column& column) { return column.key == "config" || column.key == "seed"; });
}

std::string experiments_text(const std::vector<Experiment>& experiments, const TableLayout& layout) {
  std::vector<Column> columns = columns_of(experiments, layout);
  const std::vector<Text> left_out = make_fit(columns, layout.width);
  make_narrow(columns, layout.width);
  std::string out;
  std::string head;
  for (const Column& column : columns) head += (head.empty() ? "" : "  ") + cell_text(column, column.title);
  out += trimmed(head);
  bool has_best = false;
  for (std::size_t row = 0; row < experiments.size(); ++row) {
    std::string line;
    for (const Column& column : columns) {
      std::string cell = cell_text(column, column.cells[row]);
      const bool best = column.is_number && column.cells[row].ends_with(" *");
      has_best = has_best || best;
      if (best && layout.color) cell = fmt::format("\x1b[1m{}\x1b[0m", cell);
      line += (line.empty() ? "" : "  ") + cell;
    }
    out += trimmed(line);
  }
  if (has_best) out += catalogue::render(tr("* best")) + "\n";
  if (!left_out.empty())
    out += text::wrapped(
        catalogue::render(tr("left out: {columns} (`--format csv` has all)", {{"columns", left_out}})), 0,
        std::max<std::size_t>(layout.width, 20));
  return out;
}

std::string experiments_markdown(const std::vector<Experiment>& experiments,
                                 const std::vector<std::string>& metrics) {
  const Best best = best_of(experiments, metrics);
  std::string out = "| name | date | commit | config | seed |";
  std::string rule = "| --- | --- | --- | --- | --- |";
  for (const std::string& key : metrics) {
    out += " " + markdown_cell(key) + " |";
    rule += " ---: |";
  }
  out += " remark |\n" + rule + " --- |\n";
  for (const Experiment& each : experiments) {
    out += fmt::format("| {} | {} | {} | {} | {} |", markdown_cell(each.name), each.date,
                       each.commit ? each.commit->abbreviated() : "", markdown_cell(each.config),
                       markdown_cell(each.seed));
    for (const std::string& key : metrics) {
      const message::Metric* metric = each.metric(key);
      const std::string text = metric == nullptr ? "" : shown_metric(*metric);
      out += metric != nullptr && is_best(best, key, *metric) ? " **" + text + "** |" : " " + text + " |";
    }
    out += " " + markdown_cell(catalogue::render(remark_of(each))) + " |\n";
  }
  return out;
}

std::string experiments_csv(const std::vector<Experiment>& experiments,
                            const std::vector<std::string>& metrics) {
  std::string out = "name,date,commit,config,seed";
  for (const std::string& key : metrics) out += "," + csv_cell(key);
  out += ",remark\n";
  for (const Experiment& each : experiments) {
    out += csv_cell(each.name) + "," + each.date + "," + (each.commit ? each.commit->hex() : "") + "," +
           csv_cell(each.config) + "," + csv_cell(each.seed);
    for (const std::string& key : metrics) {
      const message::Metric* metric = each.metric(key);
      out += "," + (metric == nullptr ? "" : metric->number);
    }
    out += "," + csv_cell(english(remark_of(each))) + "\n";
  }
  return out;
}

std::string experiments_json(const std::vector<Experiment>& experiments,
                             const std::vector<std::string>& metrics) {
  using Json = nlohmann::ordered_json;
  const Best best = best_of(experiments, metrics);
  const auto or_null = [](const std::string& text) {
    return text.empty() ? Json() : Json(text::with_escaped_bytes(text));
  };
  Json rows = Json::array();
  for (const Experiment& each : experiments) {
    Json row = {{"name", text::with_escaped_bytes(each.name)}, {"date", or_null(each.date)}};
    row["commit"] = each.commit ? Json(each.commit->hex()) : Json();
    row["config"] = or_null(each.config);
    const auto seed = parse_decimal(each.seed);
    row["seed"] = seed ? Json(*seed) : or_null(each.seed);
    row["title"] = or_null(each.title);
    row["annotated"] = each.is_annotated;
    row["tag"] = each.is_tag;
    row["record"] = or_null(each.record);
    row["disagreements"] = Json::array();
    for (const Disagreement& one : each.disagreements)
      row["disagreements"].push_back({{"what", text::with_escaped_bytes(one.what)},
                                      {"tag", text::with_escaped_bytes(one.tag)},
                                      {"record", text::with_escaped_bytes(one.record)}});
    row["remark"] = or_null(english(remark_of(each)));
    row["metrics"] = Json::object();
    row["units"] = Json::object();
    row["best"] = Json::array();
    for (const std::string& key : metrics) {
      const message::Metric* metric = each.metric(key);
      if (metric == nullptr) continue;
      const std::string name = text::with_escaped_bytes(key);
      row["metrics"][name] = metric->value;
      if (!metric->unit.empty()) row["units"][name] = metric->unit;
      if (is_best(best, key, *metric)) row["best"].push_back(name);
    }
    rows.push_back(std::move(row));
  }
  return Json{{"schema", "expgate-experiments/1"}, {"experiments", std::move(rows)}}.dump(2) + "\n";
}

}  // namespace expgate::experiments
