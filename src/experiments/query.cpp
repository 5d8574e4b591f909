#include "experiments/query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <numeric>

#include "base/strings.h"

namespace expgate::experiments {

namespace {

constexpr std::array<std::string_view, 8> kSigns = {"<=", ">=", "!=", "==", "<", ">", "=", "~"};

std::string column_of(const Experiment& experiment, std::string_view field) {
  if (field == "name") return experiment.name;
  if (field == "date") return experiment.date;
  if (field == "commit") return experiment.commit ? experiment.commit->hex() : "";
  if (field == "record") return experiment.record;
  if (field == "title") return experiment.title;
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

bool texts_compare(const std::string& own, const Condition& condition) {
  if (condition.sign == "~") return ascii_lower(own).find(ascii_lower(condition.value)) != std::string::npos;
  return compares(own, condition.sign, condition.value);
}

std::optional<double> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool column_meets(const Experiment& experiment, const Condition& condition) {
  std::string own = column_of(experiment, condition.of.name);
  if (condition.of.name == "commit" && condition.sign != "~") own = own.substr(0, condition.value.size());
  const auto own_number = parse_decimal(own);
  const auto number = parse_decimal(condition.value);
  if (condition.of.name == "seed" && own_number && number && condition.sign != "~")
    return compares(*own_number, condition.sign, *number);
  return !own.empty() && texts_compare(own, condition);
}

// A metric as a condition compares it: "80%" is the number and its unit.
struct Amount {
  double number = 0;
  std::string unit;
};

std::optional<Amount> amount_of(std::string_view value) {
  Amount amount;
  if (value.ends_with('%')) {
    amount.unit = "%";
    value.remove_suffix(1);
  }
  const auto number = number_of(value);
  if (!number) return std::nullopt;
  amount.number = *number;
  return amount;
}

bool metric_meets(const Experiment& experiment, const Condition& condition, const MetricScale& scale) {
  const message::Metric* metric = experiment.metric(condition.of.name);
  const auto amount = amount_of(condition.value);
  return metric != nullptr && amount &&
         compares(scale.of(condition.of.name, *metric), condition.sign,
                  scale.of(condition.of.name, amount->number, amount->unit));
}

bool value_meets(const TableValue* value, const Condition& condition) {
  if (value == nullptr) return false;
  const auto number = number_of(condition.value);
  if (value->number && number && condition.sign != "~")
    return compares(*value->number, condition.sign, *number);
  const bool is_order = condition.sign.find_first_of("<>") != std::string::npos;
  if (is_order && (value->number.has_value() != number.has_value())) return false;  // 0.1 is not under "vit"
  return texts_compare(value->shown, condition);
}

// What an experiment is sorted by.
struct SortKey {
  bool is_there = false;
  std::optional<double> number;
  std::string text;

  [[nodiscard]] bool comes_before(const SortKey& other) const {
    if (!is_there || !other.is_there) return is_there && !other.is_there;
    if (number && other.number) return *number < *other.number;
    if (number || other.number) return number.has_value();  // numbers first
    return text < other.text;
  }
};

SortKey sort_key_of(const Experiment& experiment, std::size_t row, const Field& field,
                    const Yardstick& yardstick) {
  SortKey key;
  if (field.kind == FieldKind::metric) {
    const message::Metric* metric = experiment.metric(field.name);
    if (metric == nullptr) return key;
    const double value = yardstick.scale.of(field.name, *metric);
    key.is_there = true;
    key.number = message::better(field.name) == message::Better::lower ? value : -value;
  } else if (field.kind == FieldKind::config) {
    const TableValue* value = yardstick.table == nullptr ? nullptr : yardstick.table->find(row, field.name);
    if (value == nullptr) return key;
    key = {true, value->number, value->shown};
  } else if (field.name == "date") {
    key = {true, -static_cast<double>(experiment.seconds), {}};
  } else {
    key.text = column_of(experiment, field.name);
    key.is_there = !key.text.empty();
    if (const auto seed = parse_decimal(key.text); seed && field.name == "seed")
      key.number = static_cast<double>(*seed);
  }
  return key;
}

std::vector<std::string> keys_ending_in(const ConfigTable& table, const std::string& name) {
  std::vector<std::string> found;
  for (std::string& key : table.keys()) {
    if (key == name) return {name};
    if (key.ends_with("." + name)) found.push_back(std::move(key));
  }
  return found;
}

}  // namespace

bool is_column(std::string_view field) {
  return std::find(kColumns.begin(), kColumns.end(), field) != kColumns.end();
}

bool needs_config(std::string_view column) {
  return column == "config" || column == "seed";
}

Result<Condition> parse_condition(std::string_view text) {
  const auto none = [&] {
    return fail(
        tr("`--where {condition}` is not a condition", {{"condition", text}}),
        tr("write a metric, column or config key, then `<` `<=` `>` `>=` `=` `!=` or `~`, then a value, "
           "as in `--where 'acc@1>80'`"));
  };
  const std::size_t at = text.find_first_of("<>=!~");
  if (at == std::string_view::npos) return none();
  const auto sign = std::find_if(kSigns.begin(), kSigns.end(),
                                 [&](std::string_view each) { return text.substr(at).starts_with(each); });
  if (sign == kSigns.end()) return none();
  Condition condition;
  condition.field = trim(text.substr(0, at));
  condition.sign = *sign == "==" ? "=" : *sign;
  condition.value = trim(text.substr(at + sign->size()));
  if (condition.field.empty() || condition.value.empty()) return none();
  return condition;
}

std::optional<Field> find_field(const std::string& name, const std::vector<std::string>& metrics,
                                const ConfigTable* table) {
  constexpr std::string_view kOfConfig = "config.";
  const std::string metric = message::metric_key(name);
  if (is_column(name)) return Field{FieldKind::column, name};
  if (std::find(metrics.begin(), metrics.end(), metric) != metrics.end())
    return Field{FieldKind::metric, metric};
  if (table == nullptr) return std::nullopt;
  for (const std::string& key :
       {name, name.starts_with(kOfConfig) ? name.substr(kOfConfig.size()) : std::string()}) {
    const std::vector<std::string> found =
        key.empty() ? std::vector<std::string>() : keys_ending_in(*table, key);
    if (found.size() == 1) return Field{FieldKind::config, found.front()};
  }
  return std::nullopt;
}

Error no_such_field(const std::string& option, const std::string& name,
                    const std::vector<std::string>& metrics, const ConfigTable* table) {
  const auto texts = [](std::vector<std::string> names) {
    constexpr std::size_t kMostNames = 20;
    std::vector<Text> out;
    for (std::string& each : names) {
      if (out.size() == kMostNames) {
        out.push_back(verbatim("…"));
        break;
      }
      out.push_back(verbatim(std::move(each)));
    }
    return out;
  };
  if (table != nullptr)
    if (std::vector<std::string> several = keys_ending_in(*table, name); several.size() > 1)
      return {tr("`{field}` matches several config keys", {{"field", name}}),
              tr("write the whole key, one of: {names}", {{"names", texts(std::move(several))}})};
  std::vector<std::string> known(kColumns.begin(), kColumns.end());
  known.insert(known.end(), metrics.begin(), metrics.end());
  std::vector<std::string> candidates = known;
  if (table != nullptr) {
    const std::vector<std::string> keys = table->keys();
    candidates.insert(candidates.end(), keys.begin(), keys.end());
  }
  const auto meant = nearest(name, candidates);
  return {meant ? tr("unknown key `{key}` in `{option}`; did you mean `{meant}`?",
                     {{"key", name}, {"option", option}, {"meant", *meant}})
                : tr("unknown key `{key}` in `{option}`: it is not a column, a metric or a config key",
                     {{"key", name}, {"option", option}}),
          tr("columns and metrics are {names}", {{"names", texts(std::move(known))}})};
}

Result<void> check_value(const Condition& condition) {
  if (condition.of.kind != FieldKind::metric) return {};
  if (condition.sign != "~" && amount_of(condition.value)) return {};
  return fail(tr("`{value}` is not a number, so `{field}` cannot be compared with it",
                 {{"value", condition.value}, {"field", condition.of.name}}));
}

bool meets(const Experiment& experiment, std::size_t row, const Condition& condition,
           const Yardstick& yardstick) {
  switch (condition.of.kind) {
    case FieldKind::column:
      return column_meets(experiment, condition);
    case FieldKind::metric:
      return metric_meets(experiment, condition, yardstick.scale);
    case FieldKind::config:
      break;
  }
  return yardstick.table != nullptr && value_meets(yardstick.table->find(row, condition.of.name), condition);
}

std::vector<std::size_t> sorted_by(const std::vector<Experiment>& experiments, const Field& field,
                                   const Yardstick& yardstick) {
  std::vector<SortKey> keys;
  for (std::size_t row = 0; row < experiments.size(); ++row)
    keys.push_back(sort_key_of(experiments[row], row, field, yardstick));
  std::vector<std::size_t> order(experiments.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t one, std::size_t other) { return keys[one].comes_before(keys[other]); });
  return order;
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

}  // namespace expgate::experiments
