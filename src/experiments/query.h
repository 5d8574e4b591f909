#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "experiments/config_table.h"
#include "experiments/experiment.h"
#include "experiments/metric_scale.h"

namespace expgate::experiments {

// What an experiment states of itself, as `--where` and `--sort` name it.
inline constexpr std::array<std::string_view, 7> kColumns = {"name", "date",   "commit", "config",
                                                             "seed", "record", "title"};

// What a field of `--where` or `--sort` is.
enum class FieldKind { column, metric, config };

struct Field {
  FieldKind kind = FieldKind::column;
  std::string name;  // of the column, the metric's key, or the config's whole key
};

// One `--where`: "acc@1>80", "seed=42", "date>=2026-01-01", "optimizer.lr<0.01", "name~vit".
struct Condition {
  std::string field;  // as it is written
  std::string sign;   // < <= > >= = != ~
  std::string value;
  Field of;  // once find_field() has found it
};

// Takes a condition apart; an error where it is none.
Result<Condition> parse_condition(std::string_view text);

// Whether the field is one of kColumns.
bool is_column(std::string_view field);

// Whether a column needs the config to be found.
bool needs_config(std::string_view column);

// Returns the field of that name: a column, a metric that some experiment states, a key of a config, or its
// end if there is only one such key ("lr"). `config.` in front says that it is one of a config. `table`: null
// if the configs are not read yet. Nothing: it is none of these, or could be several keys.
std::optional<Field> find_field(const std::string& name, const std::vector<std::string>& metrics,
                                const ConfigTable* table);

// Returns the error about what `option` ("--where") names and is no field, with what may be meant.
Error no_such_field(const std::string& option, const std::string& name,
                    const std::vector<std::string>& metrics, const ConfigTable* table);

// Returns an error if a metric is compared with what is no number.
Result<void> check_value(const Condition& condition);

// What experiments are chosen and sorted by.
struct Yardstick {
  const MetricScale& scale;
  const ConfigTable* table = nullptr;  // null: no field asks for it
};

// Whether the experiment, which is `row` of the table, meets the condition. What does not state the metric or
// has no such key never does.
bool meets(const Experiment& experiment, std::size_t row, const Condition& condition,
           const Yardstick& yardstick);

// Returns the order of the experiments by a field, as indices: of a metric the best first (of unknown
// direction the highest), by date the newest, else in the order of the values. Those without one come last.
std::vector<std::size_t> sorted_by(const std::vector<Experiment>& experiments, const Field& field,
                                   const Yardstick& yardstick);

// The keys of all metrics that the experiments state: the most frequent first.
std::vector<std::string> metric_keys(const std::vector<Experiment>& experiments);

}  // namespace expgate::experiments
