#include "experiments/record_metrics.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>

#include "base/paths.h"
#include "base/strings.h"
#include "content/configs/document.h"
#include "experiments/record_rows.h"
#include "message/metrics.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

using text::Node;

constexpr std::size_t kLongestName = 200;
constexpr std::size_t kMostFigures = 1000;

// What tables of a run count by.
constexpr std::array<std::string_view, 12> kCounters = {"epoch",    "step",    "global_step", "iteration",
                                                        "iter",     "time",    "timestamp",   "wall_time",
                                                        "walltime", "elapsed", "date",        "index"};

bool is_good_name(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && text::printable(name) == name && trim(name) == name;
}

// Whether the column or key counts or was chosen before the run, so that it is no result.
bool is_no_result(std::string_view name) {
  const std::string last = ascii_lower(file_name_of(name));
  return std::find(kCounters.begin(), kCounters.end(), last) != kCounters.end() ||
         message::is_hyper_parameter(last);
}

Text not_finite(const std::string& name, double value) {
  return std::isnan(value) ? tr("`{metric}` is NaN", {{"metric", name}})
                           : tr("`{metric}` is infinite", {{"metric", name}});
}

// The numbers below `node`.
void collect(const Node& node, const std::string& name, Figures& figures) {
  if (node.is_mapping()) {
    for (const auto& [key, value] : node.entries)
      collect(value, name.empty() ? key.scalar : name + "/" + key.scalar, figures);
  } else if (node.is_sequence() && !node.items.empty()) {
    collect(node.items.back(), name, figures);  // a history: what came last counts
  } else if (node.is_scalar() && !node.is_quoted()) {
    if (const auto value = number_in(node.scalar)) figures.add_result(name, *value);
  }
}

// What the document says, or of what it calls so.
void collect_document(const Node& root, Figures& figures) {
  const Node* metrics = root.find("metrics");
  collect(metrics != nullptr && metrics->is_mapping() ? *metrics : root, "", figures);
}

// Python's json writes NaN, which is not JSON; as YAML it can be read.
content::Document read_loosely(std::string_view bytes, std::string_view path) {
  content::Document document = content::read_document(path, bytes);
  const bool may_be_python =
      bytes.find("NaN") != std::string_view::npos || bytes.find("Infinity") != std::string_view::npos;
  if (document || !may_be_python) return document;
  content::Document as_yaml = content::read_document("metrics.yaml", bytes);
  return as_yaml ? as_yaml : document;
}

Result<void> read_one(std::string_view path, std::string_view bytes, std::string_view kind,
                      Figures& figures) {
  const content::Document document = read_loosely(bytes, kind);
  if (!document)
    return fail(
        tr("`{path}`:{line}: {problem}",
           {{"path", path}, {"line", document.error().location.line}, {"problem", document.error().what}}));
  collect_document(*document, figures);
  return {};
}

Result<void> read_lines(std::string_view path, std::string_view bytes, Figures& figures) {
  std::size_t number = 0;
  for (const std::string_view line : lines(bytes)) {
    ++number;
    if (trim(line).empty()) continue;
    const content::Document document = read_loosely(line, "line.json");
    if (!document)
      return fail(tr("`{path}`:{line}: {problem}",
                     {{"path", path}, {"line", number}, {"problem", document.error().what}}));
    collect_document(*document, figures);
  }
  return {};
}

Result<void> read_table(std::string_view path, std::string_view bytes, Figures& figures) {
  std::vector<std::string> header;
  std::vector<double> last;
  std::vector<bool> is_there;
  const bool is_whole = each_row(bytes, [&](const std::vector<std::string>& fields) {
    if (header.empty()) {
      header = fields;
      last.resize(header.size());
      is_there.resize(header.size());
      return;
    }
    for (std::size_t at = 0; at < std::min(fields.size(), header.size()); ++at)
      if (const auto value = number_in(trim(fields[at]))) {
        last[at] = *value;
        is_there[at] = true;
      }
  });
  if (!is_whole) return fail(tr("`{path}` is not a table: a quoted field does not end", {{"path", path}}));
  for (std::size_t at = 0; at < header.size(); ++at)
    if (is_there[at]) figures.add_result(std::string(trim(header[at])), last[at]);
  return {};
}

}  // namespace

void Figures::add(std::string name, double value) {
  std::erase_if(values, [&](const NamedNumber& each) { return each.first == name; });
  const Text problem = not_finite(name, value);
  std::erase(left_out, tr("`{metric}` is NaN", {{"metric", name}}));
  std::erase(left_out, tr("`{metric}` is infinite", {{"metric", name}}));
  if (!std::isfinite(value))
    left_out.push_back(problem);
  else if (values.size() < kMostFigures)
    values.emplace_back(std::move(name), value);
}

void Figures::add_result(std::string name, double value) {
  if (is_good_name(name) && !is_no_result(name)) add(std::move(name), value);
}

void Figures::add(const Figures& other) {
  for (const auto& [name, value] : other.values) add(name, value);
  left_out.insert(left_out.end(), other.left_out.begin(), other.left_out.end());
}

std::optional<double> number_in(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const bool is_negative = text.starts_with('-');
  const std::string word = ascii_lower(text.substr(is_negative ? 1 : 0));
  if (word == ".nan") return std::nan("");
  if (word == ".inf") return is_negative ? -HUGE_VAL : HUGE_VAL;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || text.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return HUGE_VAL;
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

Result<NamedNumber> parse_metric(std::string_view option) {
  const std::size_t equals = option.rfind('=');
  const Text help = tr("write a name and a number: `--metric acc@1=87.3`");
  if (equals == std::string_view::npos || equals == 0)
    return fail(tr("`--metric {option}` is not NAME=NUMBER", {{"option", option}}), help);
  std::string name(trim(option.substr(0, equals)));
  std::string_view digits = trim(option.substr(equals + 1));
  if (digits.ends_with('%')) digits.remove_suffix(1);
  if (!is_good_name(name))
    return fail(tr("`--metric {option}`: the name of the metric is empty, too long or has control characters",
                   {{"option", option}}),
                help);
  const auto value = number_in(digits);
  if (!value)
    return fail(tr("`--metric {option}`: `{value}` is not a number", {{"option", option}, {"value", digits}}),
                help);
  if (!std::isfinite(*value))
    return fail(tr("`--metric {option}`: a record takes only finite numbers", {{"option", option}}),
                tr("leave it out if the run has no such value"));
  return NamedNumber{std::move(name), *value};
}

Result<Figures> read_figures(std::string_view path, std::string_view bytes) {
  const std::string lower = ascii_lower(path);
  Figures figures;
  if (lower.ends_with(".json"))
    TRY(read_one(path, bytes, "metrics.json", figures));
  else if (lower.ends_with(".yaml") || lower.ends_with(".yml"))
    TRY(read_one(path, bytes, "metrics.yaml", figures));
  else if (lower.ends_with(".jsonl") || lower.ends_with(".ndjson"))
    TRY(read_lines(path, bytes, figures));
  else if (lower.ends_with(".csv") || lower.ends_with(".tsv"))
    TRY(read_table(path, bytes, figures));
  else
    return fail(tr("`{path}` is not a file of metrics that can be read", {{"path", path}}),
                tr("its name must end in .json, .jsonl, .yaml, .yml, .csv or .tsv"));
  if (figures.values.empty() && figures.left_out.empty())
    return fail(tr("`{path}` has no number that could be a metric", {{"path", path}}),
                tr("name them by hand: `--metric acc@1=87.3`"));
  return figures;
}

}  // namespace expgate::experiments
