#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "experiments/config_values.h"
#include "experiments/experiment.h"
#include "git/repository.h"

namespace expgate::experiments {

// A value that some config has.
struct TableValue {
  std::string shown;
  std::string same;              // as ConfigValue has it
  std::optional<double> number;  // if it is one
};

// The values of many configs. Each text is kept once, and equal configs are read once: two thousand
// experiments of one project share most of both. What one table holds has a limit.
class ConfigTable {
 public:
  // Reads the configs of these experiments, whose `config` is known; row N is that of experiment N.
  static Result<ConfigTable> read(git::Repository& repository, const std::vector<Experiment>& experiments);

  // All keys that some config has, in the order of the alphabet.
  [[nodiscard]] std::vector<std::string> keys() const;

  // The value of a row for that key, or null.
  [[nodiscard]] const TableValue* find(std::size_t row, std::string_view key) const;

  // The keys with more than one value, those that tell most first; at most `most`.
  [[nodiscard]] std::vector<std::string> telling_keys(std::size_t most) const;

  // How many configs were not read, since the table was full.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }

  // Adds a row with these values; equal ones share it.
  void add_row(const ConfigValues& values);
  void add_empty_row() { rows_.emplace_back(); }

 private:
  using Row = std::vector<std::pair<std::uint32_t, std::uint32_t>>;  // key, value; by key

  std::shared_ptr<const Row> row_of(const ConfigValues& values);
  std::uint32_t key_number(const std::string& key);
  std::uint32_t value_number(const ConfigValue& value);

  std::vector<std::string> keys_;
  std::unordered_map<std::string, std::uint32_t> key_numbers_;
  std::vector<TableValue> values_;
  std::unordered_map<std::string, std::uint32_t> value_numbers_;
  std::vector<std::shared_ptr<const Row>> rows_;
  std::size_t cells_ = 0;
  std::size_t bytes_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace expgate::experiments
