#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

// The figures of a run, as options, files and trackers state them (docs/records.md).
namespace expgate::experiments {

using NamedNumber = std::pair<std::string, double>;

// Figures by their names; a later one of the same name takes the place of the earlier one. What is not a
// finite number is kept aside, so that it can be said.
class Figures {
 public:
  // The most that a record holds.
  static constexpr std::size_t kMost = 1000;

  void add(std::string_view name, double value);

  // The same, unless the name is that of a counter (epoch, step), a hyper-parameter, or not fit to print.
  void add_result(std::string_view name, double value);

  // What a text states: a number, or one that not every reader takes alike, or no number at all.
  void add_text(std::string_view name, std::string_view text);

  // A text between quotes: no number, whatever it looks like.
  void add_quoted(std::string_view name, std::string_view text);

  // Whether one of them is a number, finite or not.
  [[nodiscard]] bool has_numbers() const;

  // Adds those of `other`, which win.
  void add(const Figures& other);

  // Returns the finite ones, in the order in which their names appeared.
  [[nodiscard]] std::vector<NamedNumber> values() const;

  // Returns why others are not among them, for people: "`loss` is NaN".
  [[nodiscard]] std::vector<Text> left_out() const;

 private:
  struct Entry {
    std::string name;
    std::optional<double> value;  // nothing: a text
    std::string text;             // that began as a number does
  };
  void put(Entry entry);
  void put_text(std::string_view name, std::string_view text);
  bool takes(std::string_view name);

  std::vector<Entry> entries_;
  std::map<std::string, std::size_t, std::less<>> places_;  // of names in entries_
  std::size_t more_ = 0;                                    // than kMost
  std::size_t misnamed_ = 0;
};

// Returns the metric that `option` states, as in "acc@1=87.3" or "acc=87.3%"; an error if it is not a name
// and a finite number.
Result<NamedNumber> parse_metric(std::string_view option);

// Returns the number that a text states, with NaN and infinity among them; nothing if it is none. A percent
// sign behind it is dropped. A leading zero (042) is no number: YAML 1.1 would read it as octal.
std::optional<double> number_in(std::string_view text);

}  // namespace expgate::experiments
