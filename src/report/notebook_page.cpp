#include "report/notebook_page.h"

#include <map>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "report/html_parts.h"
#include "report/phrases.h"
#include "text/utf8.h"

namespace expgate::report {

namespace {

using PageJson = nlohmann::ordered_json;

// Texts that many rows share, each once.
class TextPool {
 public:
  std::size_t number_of(const std::string& text) {
    const auto [place, is_new] = numbers_.emplace(text, numbers_.size());
    if (is_new) texts_.push_back(text::printable(text));
    return place->second;
  }
  [[nodiscard]] const PageJson& texts() const { return texts_; }

 private:
  std::map<std::string, std::size_t> numbers_;
  PageJson texts_ = PageJson::array();
};

PageJson json_of_metric(const NotebookPage::Metric& metric) {
  PageJson values = PageJson::array();
  PageJson shown = PageJson::array();
  for (const auto& value : metric.values) values.push_back(value ? PageJson(*value) : PageJson());
  for (const std::string& text : metric.shown) shown.push_back(text::printable(text));
  return {{"key", text::printable(metric.key)},
          {"better", metric.better},
          {"values", std::move(values)},
          {"shown", std::move(shown)}};
}

// Numbers as they are, each text as [its number in the pool].
PageJson json_of_parameter(const NotebookPage::Parameter& parameter, TextPool& pool) {
  PageJson values = PageJson::array();
  PageJson shown = PageJson::array();
  std::size_t numbers = 0;
  std::size_t stated = 0;
  for (const auto& value : parameter.values) {
    stated += value ? 1 : 0;
    numbers += value && value->number ? 1 : 0;
    values.push_back(value && value->number ? PageJson(*value->number) : PageJson());
    shown.push_back(value ? PageJson(pool.number_of(value->shown)) : PageJson());
  }
  return {{"key", text::printable(parameter.key)},
          {"number", numbers > 0 && numbers == stated},
          {"values", std::move(values)},
          {"shown", std::move(shown)}};
}

PageJson json_of_row(const NotebookPage::Row& row, TextPool& pool) {
  PageJson recipe = PageJson::array();
  for (const std::string_view line : lines(row.recipe)) recipe.push_back(pool.number_of(std::string(line)));
  return PageJson::array({text::printable(row.name), row.seconds, row.date, row.commit,
                          pool.number_of(row.config), pool.number_of(row.seed), text::printable(row.title),
                          text::printable(row.record), pool.number_of(shown(row.remark)), row.is_disputed,
                          std::move(recipe)});
}

// What the script says, in the reader's language.
PageJson json_of_words() {
  const std::pair<const char*, Text> words[] = {
      {"name", tr("name")},
      {"date", tr("date")},
      {"commit", tr("commit")},
      {"config", tr("config")},
      {"seed", tr("seed")},
      {"title", tr("title")},
      {"record", tr("record")},
      {"remark", tr("remark")},
      {"shown", tr("{{shown}} of {{all}} experiments")},
      {"more", tr("Show {{count}} more")},
      {"copy", tr("Copy")},
      {"copied", tr("Copied")},
      {"select", tr("Selected: press Ctrl+C to copy")},
      {"recipe", tr("Run it again")},
      {"norecipe", tr("Its commit is not in this repository.")},
      {"higher", tr("higher is better")},
      {"lower", tr("lower is better")},
      {"best", tr("best so far")},
      {"bestmark", tr("best")},
      {"none", tr("No experiment matches the filter.")},
      {"nodata", tr("No experiment has both values.")},
      {"log", tr("log")},
      {"linear", tr("linear")},
      {"notcondition", tr("Not understood: {{part}}")},
      {"missing", tr("none")},
      {"values", tr("Config")},
      {"results", tr("Metrics")},
      {"details", tr("Details of {{name}}")},
      {"close", tr("Close")},
      {"median", tr("median")},
      {"points", tr("{{count}} experiments from {{first}} to {{last}}")},
  };
  PageJson json = PageJson::object();
  for (const auto& [key, text] : words) json[key] = shown(text);
  return json;
}

// JSON for a place between <script> and </script>: nothing in it ends that, or begins a comment.
std::string for_script(const PageJson& json) {
  std::string out;
  for (const char c : json.dump(-1, ' ', false, PageJson::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&')
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    else
      out += c;
  }
  return out;
}

std::string data_of(const NotebookPage& page) {
  TextPool pool;
  PageJson rows = PageJson::array();
  PageJson metrics = PageJson::array();
  PageJson parameters = PageJson::array();
  for (const auto& row : page.rows) rows.push_back(json_of_row(row, pool));
  for (const auto& metric : page.metrics) metrics.push_back(json_of_metric(metric));
  for (const auto& parameter : page.parameters) parameters.push_back(json_of_parameter(parameter, pool));
  return for_script({{"words", json_of_words()},
                     {"rows", std::move(rows)},
                     {"metrics", std::move(metrics)},
                     {"parameters", std::move(parameters)},
                     {"texts", pool.texts()}});
}

std::string page_tile(const std::string& number, const std::string& what, std::string_view color = "") {
  return fmt::format("<li><b class=\"{}\">{}</b><span>{}</span></li>\n", color, escaped(number),
                     escaped(what));
}

// The best row of a metric, where its name tells which is better.
std::optional<std::size_t> best_row(const NotebookPage::Metric& metric) {
  std::optional<std::size_t> best;
  if (metric.better.empty()) return best;
  for (std::size_t row = 0; row < metric.values.size(); ++row) {
    if (!metric.values[row]) continue;
    const bool is_better = !best || (metric.better == "higher" ? *metric.values[row] > *metric.values[*best]
                                                               : *metric.values[row] < *metric.values[*best]);
    if (is_better) best = row;
  }
  return best;
}

std::string tiles_of_page(const NotebookPage& page) {
  constexpr std::size_t kMostTiles = 4;
  std::string out = "<ul class=\"tiles\">\n";
  out +=
      page_tile(std::to_string(page.rows.size()), shown(tr_n("experiment", "experiments", page.rows.size())));
  std::size_t tiles = 1;
  std::size_t disputed = 0;
  for (const auto& row : page.rows) disputed += row.is_disputed ? 1 : 0;
  const std::size_t of_metrics = kMostTiles - (disputed > 0 ? 1 : 0);
  for (const auto& metric : page.metrics) {
    if (tiles >= of_metrics) break;
    const auto best = best_row(metric);
    if (!best) continue;
    out += page_tile(
        metric.shown[*best],
        shown(tr("best {metric}: {name}", {{"metric", metric.key}, {"name", page.rows[*best].name}})));
    ++tiles;
  }
  if (disputed > 0)
    out += page_tile(std::to_string(disputed),
                     shown(tr_n("experiment whose tag and record disagree",
                                "experiments whose tags and records disagree", disputed)),
                     "bad");
  return out + "</ul>";
}

std::string notes_of_page(const NotebookPage& page) {
  std::string out;
  for (const Text& note : page.notes) out += "<p class=\"quiet\">" + report::words(note) + "</p>\n";
  return out;
}

std::string span_of_page(const NotebookPage& page) {
  std::string first;
  std::string last;
  for (const auto& row : page.rows) {
    if (row.date.empty()) continue;
    if (first.empty() || row.date < first) first = row.date;
    if (last.empty() || row.date > last) last = row.date;
  }
  const Text count = tr_n("{count} experiment", "{count} experiments", page.rows.size());
  if (first.empty()) return report::words(count);
  return report::words(
      tr("{experiments}, {first} to {last}", {{"experiments", count}, {"first", first}, {"last", last}}));
}

}  // namespace

std::string notebook_page(const NotebookPage& page, std::string_view version) {
  const std::pair<std::string_view, std::string> parts[] = {
      {"LANGUAGE", language_of_page()},
      {"TITLE", words(tr("Experiments of {project}", {{"project", page.project}}))},
      {"KIND", words(tr("Experiments"))},
      {"PROJECT", escaped(page.project)},
      {"SPAN", span_of_page(page)},
      {"TILES", tiles_of_page(page)},
      {"NOTES", notes_of_page(page)},
      {"NO_SCRIPT", words(tr("This page needs JavaScript; `expgate experiments` prints the same table."))},
      {"FILTER_LABEL", words(tr("Filter"))},
      {"FILTER_HELP",
       prose(tr("Type words, or conditions such as `acc@1>80`, `lr<0.01` or `name~vit`. The charts "
                "show only what matches."))},
      {"TIME_TITLE", words(tr("Metric over time"))},
      {"METRIC_LABEL", words(tr("Metric"))},
      {"SCATTER_TITLE", words(tr("Metric against a config key"))},
      {"KEY_LABEL", words(tr("Config key"))},
      {"SCALE_LABEL", words(tr("Scale"))},
      {"SCALE_AUTO", words(tr("automatic"))},
      {"SCALE_LINEAR", words(tr("linear"))},
      {"SCALE_LOG", words(tr("log"))},
      {"PARALLEL_TITLE", words(tr("Several config keys"))},
      {"CLEAR_LABEL", words(tr("Clear ranges"))},
      {"PARALLEL_NOTE",
       words(tr("Each line is an experiment; the better its metric, the stronger its colour. "
                "Drag along an axis to keep only that range."))},
      {"AXES_LABEL", words(tr("Axes"))},
      {"TABLE_TITLE", words(tr("All experiments"))},
      {"COLUMNS_LABEL", words(tr("Columns"))},
      {"FOOTER",
       words(tr("expgate {version}. This page loads nothing from the network.", {{"version", version}}))},
      {"DATA", data_of(page)},
  };
  return filled(notebook_template(), parts);
}

}  // namespace expgate::report
