#include "experiments/config_table.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "experiments/shared_configs.h"

namespace expgate::experiments {

namespace {

constexpr std::size_t kMostOfOneConfig = 2'000;                 // values
constexpr std::size_t kMostCells = 4'000'000;                   // of all configs that differ
constexpr std::size_t kMostTableBytes = std::size_t{32} << 20;  // of all texts
constexpr std::size_t kLongestInTable = 200;                    // bytes of a value

// What all that a config is made of is called: equal for equal configs.
Result<std::string> identity_of(git::Repository& repository, const Oid& tree,
                                const std::vector<std::string>& files) {
  std::string identity;
  for (const std::string& path : files) {
    TRY_ASSIGN(const auto file, repository.file(tree, path));
    identity += (file ? file->oid.hex() : "-") + path + '\n';
  }
  return identity;
}

}  // namespace

std::uint32_t ConfigTable::key_number(const std::string& key) {
  const auto [place, is_new] = key_numbers_.emplace(key, static_cast<std::uint32_t>(keys_.size()));
  if (is_new) {
    keys_.push_back(key);
    bytes_ += key.size();
  }
  return place->second;
}

std::uint32_t ConfigTable::value_number(const ConfigValue& value) {
  // Two spellings of one number are two values: each config is shown as it is written.
  const auto [place, is_new] = value_numbers_.emplace(
      value.same + '\n' + value.shown.substr(0, kLongestInTable), static_cast<std::uint32_t>(values_.size()));
  if (is_new) {
    TableValue made{value.shown.substr(0, kLongestInTable), value.same, std::nullopt};
    if (double number = 0; is_number(value, number)) made.number = number;
    bytes_ += made.shown.size() + made.same.size();
    values_.push_back(std::move(made));
  }
  return place->second;
}

std::shared_ptr<const ConfigTable::Row> ConfigTable::row_of(const ConfigValues& values) {
  if (cells_ + values.values.size() > kMostCells || bytes_ > kMostTableBytes) {
    ++left_out_;
    return nullptr;
  }
  auto row = std::make_shared<Row>();
  for (const auto& [key, value] : values.values) row->emplace_back(key_number(key), value_number(value));
  std::sort(row->begin(), row->end());
  cells_ += row->size();
  return row;
}

void ConfigTable::add_row(const ConfigValues& values) {
  rows_.push_back(row_of(values));
}

Result<ConfigTable> ConfigTable::read(git::Repository& repository,
                                      const std::vector<Experiment>& experiments) {
  ConfigTable table;
  SharedConfigs configs(repository);
  std::unordered_map<std::string, std::shared_ptr<const Row>> known;
  for (const Experiment& each : experiments) {
    table.add_empty_row();
    if (!each.commit || each.config.empty()) continue;
    TRY_ASSIGN(const Commit commit, repository.commit(*each.commit));
    TRY_ASSIGN(const std::string identity, identity_of(repository, commit.tree, each.config_files));
    const auto found = known.find(identity);
    if (found != known.end()) {
      table.rows_.back() = found->second;
      continue;
    }
    TRY_ASSIGN(const auto composed, configs.compose(commit.tree, each.config));
    if (composed) table.rows_.back() = table.row_of(values_of(*composed, kMostOfOneConfig));
    known.emplace(identity, table.rows_.back());
  }
  return table;
}

std::vector<std::string> ConfigTable::keys() const {
  std::vector<std::string> sorted = keys_;
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

const TableValue* ConfigTable::find(std::size_t row, std::string_view key) const {
  if (row >= rows_.size() || rows_[row] == nullptr) return nullptr;
  const auto number = key_numbers_.find(std::string(key));
  if (number == key_numbers_.end()) return nullptr;
  const Row& cells = *rows_[row];
  const auto found = std::lower_bound(cells.begin(), cells.end(), std::pair(number->second, 0U));
  return found != cells.end() && found->first == number->second ? &values_[found->second] : nullptr;
}

std::vector<std::string> ConfigTable::telling_keys(std::size_t most) const {
  struct Use {
    std::size_t stated = 0;   // rows that have it
    std::size_t numbers = 0;  // rows where it is a number
    std::set<std::string_view> values;
  };
  constexpr std::size_t kMany = 200;  // values that need telling apart
  std::vector<Use> uses(keys_.size());
  std::size_t rows = 0;
  for (const auto& row : rows_) {
    if (row == nullptr) continue;
    ++rows;
    for (const auto& [key, value] : *row) {
      Use& use = uses[key];
      ++use.stated;
      if (values_[value].number) ++use.numbers;
      if (use.values.size() < kMany) use.values.insert(values_[value].same);
    }
  }
  // Of use are numbers and choices; a name that is another one each time tells nothing.
  const auto rank = [&](std::uint32_t key) {
    const Use& use = uses[key];
    const bool is_number = use.numbers * 2 >= use.stated;
    const bool is_a_name = !is_number && use.values.size() * 2 > use.stated && use.values.size() > 8;
    return std::tuple(is_a_name, rows - use.stated, !is_number, keys_[key]);
  };
  std::vector<std::uint32_t> order;
  for (std::uint32_t key = 0; key < keys_.size(); ++key)
    if (uses[key].values.size() > 1 || (uses[key].stated > 0 && uses[key].stated < rows))
      order.push_back(key);
  std::sort(order.begin(), order.end(),
            [&](std::uint32_t one, std::uint32_t other) { return rank(one) < rank(other); });
  if (order.size() > most) order.resize(most);
  std::vector<std::string> names;
  for (const std::uint32_t key : order) names.push_back(keys_[key]);
  return names;
}

}  // namespace expgate::experiments
