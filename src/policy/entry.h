#pragma once

#include <span>
#include <string>
#include <variant>
#include <vector>

#include "model/declaration.h"
#include "model/finding.h"
#include "model/options.h"
#include "policy/options.h"
#include "policy/policy.h"
#include "text/node.h"

namespace expgate::policy {

// The setting that ends `severity: warn`.
inline constexpr std::string_view kEnforceFrom = "enforce_from";

// One setting of a check as a file makes it, valid.
struct Setting {
  std::string name;
  text::Location mark;
  std::variant<Severity, OptionValue> value;
};

// What one file says about one check.
struct Entry {
  std::string key;
  text::Location mark;
  const Declaration* rule = nullptr;
  text::Location rule_mark;  // of the value of `rule:`; line 0: not stated
  std::vector<Setting> settings;
};

// The entry of `rules:` with that key. `known` is the check that earlier layers made of it, or null. Errors
// an unknown rule or setting, a value that is not valid.
Checked<Entry> read_entry(const text::Node& key, const text::Node& value, const Check* known,
                          std::span<const Declaration* const> rules, Author author);

// Makes the setting in the check.
void apply(const Setting& setting, Check& check);

// Whether the check has the very value already.
bool holds(const Check& check, const Setting& setting);

}  // namespace expgate::policy
