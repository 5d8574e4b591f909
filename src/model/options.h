#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace expgate {

using TextLists = std::map<std::string, std::vector<std::string>, std::less<>>;
using OptionValue = std::variant<bool, std::uint64_t, std::string, std::vector<std::string>, TextLists>;

// The options of one check, validated, with defaults filled in. To ask for a name or type that the rule did
// not declare is a bug and throws std::logic_error, which ends in exit code 2.
class Options {
 public:
  void set(std::string_view name, OptionValue value) {
    values_.insert_or_assign(std::string(name), std::move(value));
  }

  [[nodiscard]] bool boolean(std::string_view name) const { return get<bool>(name); }
  [[nodiscard]] std::uint64_t number(std::string_view name) const {
    return get<std::uint64_t>(name);
  }  // integer, size (bytes)
  [[nodiscard]] const std::string& text(std::string_view name) const {
    return get<std::string>(name);
  }  // text, choice, regex
  [[nodiscard]] const std::vector<std::string>& list(std::string_view name) const {
    return get<std::vector<std::string>>(name);
  }
  [[nodiscard]] const TextLists& lists(std::string_view name) const { return get<TextLists>(name); }
  [[nodiscard]] const std::map<std::string, OptionValue, std::less<>>& all() const { return values_; }

 private:
  template <typename T>
  const T& get(std::string_view name) const;

  std::map<std::string, OptionValue, std::less<>> values_;
};

}  // namespace expgate
