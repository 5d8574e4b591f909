#include "experiments/query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "base/strings.h"

namespace expgate::experiments {

namespace {

constexpr std::array<std::string_view, 5> kColumns = {"name", "date", "commit", "config", "seed"};
constexpr std::array<std::string_view, 7> kSigns = {"<=", ">=", "!=", "==", "<", ">", "="};

std::string column_of(const Experiment& experiment, std::string_view field) {
  if (field == "name") return experiment.name;
  if (field == "date") return experiment.date;
  if (field == "commit") return experiment.commit ? experiment.commit->hex() : "";
  return field == "config" ? experiment.config : experiment.seed;
}

template <typename T>
bool compares(const T& one, std::string_view sign, const T& other) {
  if (sign == "<") return one < other;
  if (sign == "<=") return one <= other;
  if (sign == ">") return one > other;
  if (sign == ">=") return one >= other;
  return (one == other) == (sign == "=");
}

bool column_meets(const Experiment& experiment, const Condition& condition) {
  std::string own = column_of(experiment, condition.field);
  if (condition.field == "commit") own = own.substr(0, condition.value.size());
  const auto own_number = parse_decimal(own);
  const auto number = parse_decimal(condition.value);
  if (condition.field == "seed" && own_number && number)
    return compares(*own_number, condition.sign, *number);
  return !own.empty() && compares(own, condition.sign, condition.value);
}

}  // namespace

bool is_column(std::string_view field) {
  return std::find(kColumns.begin(), kColumns.end(), field) != kColumns.end();
}

bool needs_config(std::string_view field) {
  return field == "config" || field == "seed";
}

Result<Condition> parse_condition(std::string_view text) {
  const auto none = [&] {
    return fail(
        tr("`--where {condition}` is not a condition", {{"condition", text}}),
        tr("write a metric or column, one of `<` `<=` `>` `>=` `=` `!=`, and a value: `--where 'acc@1>80'`"));
  };
  const std::size_t at = text.find_first_of("<>=!");
  if (at == std::string_view::npos) return none();
  const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                 [&](std::string_view each) { return text.substr(at).starts_with(each); });
  if (sign == kSigns.end()) return none();
  Condition condition;
  condition.field = trim(text.substr(0, at));
  condition.sign = *sign == "==" ? "=" : *sign;
  condition.value = trim(text.substr(at + sign->size()));
  if (condition.field.empty() || condition.value.empty()) return none();
  if (is_column(condition.field)) return condition;
  condition.field = message::metric_key(condition.field);
  std::string_view digits = condition.value;
  if (digits.ends_with('%')) {
    condition.unit = "%";
    digits.remove_suffix(1);
  }
  if (digits.starts_with('+')) digits.remove_prefix(1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), condition.number);
  if (error != std::errc() || end != digits.data() + digits.size())
    return fail(tr("`{value}` is not a number to compare `{field}` with",
                   {{"value", condition.value}, {"field", condition.field}}));
  return condition;
}

bool meets(const Experiment& experiment, const Condition& condition, const MetricScale& scale) {
  if (is_column(condition.field)) return column_meets(experiment, condition);
  const message::Metric* metric = experiment.metric(condition.field);
  return metric != nullptr && compares(scale.of(condition.field, *metric), condition.sign,
                                       scale.of(condition.field, condition.number, condition.unit));
}

void sort_by(std::vector<Experiment>& experiments, const std::string& field, const MetricScale& scale) {
  if (field == "date") return;  // they come so
  if (is_column(field)) {
    std::stable_sort(experiments.begin(), experiments.end(),
                     [&](const Experiment& one, const Experiment& other) {
                       return column_of(one, field) < column_of(other, field);
                     });
    return;
  }
  const bool lower_first = message::better(field) == message::Better::lower;
  std::stable_sort(experiments.begin(), experiments.end(),
                   [&](const Experiment& one, const Experiment& other) {
                     const message::Metric* first = one.metric(field);
                     const message::Metric* second = other.metric(field);
                     if (first == nullptr || second == nullptr) return first != nullptr && second == nullptr;
                     const double one_value = scale.of(field, *first);
                     const double other_value = scale.of(field, *second);
                     return lower_first ? one_value < other_value : one_value > other_value;
                   });
}

std::vector<std::string> metric_keys(const std::vector<Experiment>& experiments) {
  std::map<std::string, std::size_t> counts;
  std::vector<std::string> keys;
  for (const Experiment& each : experiments)
    for (const message::Metric& metric : each.metrics)
      if (++counts[message::metric_key(metric.name)] == 1) keys.push_back(message::metric_key(metric.name));
  std::stable_sort(keys.begin(), keys.end(), [&](const std::string& one, const std::string& other) {
    return counts[one] > counts[other];
  });
  return keys;
}

Result<void> check_field(const std::string& field, const std::vector<std::string>& keys) {
  if (is_column(field) || std::find(keys.begin(), keys.end(), field) != keys.end()) return {};
  std::vector<std::string> known(kColumns.begin(), kColumns.end());
  known.insert(known.end(), keys.begin(), keys.end());
  const auto meant = nearest(field, known);
  std::vector<Text> names;
  for (std::string& name : known) names.push_back(verbatim(std::move(name)));
  return fail(meant ? tr("no experiment states the metric `{metric}`, did you mean `{meant}`?",
                         {{"metric", field}, {"meant", *meant}})
                    : tr("no experiment states the metric `{metric}`", {{"metric", field}}),
              tr("these are known: {names}", {{"names", std::move(names)}}));
}

}  // namespace expgate::experiments
