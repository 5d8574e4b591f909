#include "policy/entry.h"

#include <algorithm>

#include "policy/policy_error.h"

namespace expgate::policy {

namespace {

// The settings that every check has beside `severity` and `rule`: lists of globs.
struct CommonList {
  std::string_view name;
  std::vector<std::string> Check::*member;
};
constexpr CommonList kCommonLists[] = {{"refs", &Check::refs},
                                       {"exclude_refs", &Check::exclude_refs},
                                       {"paths", &Check::paths},
                                       {"exclude", &Check::exclude}};

const CommonList* common_list(std::string_view name) {
  const auto* found = std::ranges::find(kCommonLists, name, &CommonList::name);
  return found == std::end(kCommonLists) ? nullptr : found;
}

const OptionSpec* option(const Declaration& rule, std::string_view name) {
  for (const OptionSpec& spec : rule.options)
    if (spec.name == name) return &spec;
  return nullptr;
}

const Declaration* find_rule(std::span<const Declaration* const> rules, std::string_view id) {
  for (const Declaration* rule : rules)
    if (rule->id == id) return rule;
  return nullptr;
}

std::vector<std::string> ids_of(std::span<const Declaration* const> rules) {
  std::vector<std::string> ids;
  for (const Declaration* rule : rules) ids.emplace_back(rule->id);
  return ids;
}

Checked<Severity> read_severity(const text::Node& node) {
  if (!node.is_scalar())
    return policy_error(node.mark, tr("`severity` must be `error`, `warn` or `off`, not {found}",
                                      {{"found", description_of(node)}}));
  if (node.scalar == "error") return Severity::error;
  if (node.scalar == "warn") return Severity::warn;
  if (node.scalar == "off") return Severity::off;
  return unknown(node.mark, kUnknownSeverity, node.scalar, {"error", "warn", "off"});
}

// A glob of refs that can match nothing would switch a check off in silence.
Checked<void> check_ref_glob(text::Location mark, std::string_view glob) {
  constexpr std::string_view kHeads = "refs/heads/";
  constexpr std::string_view kRefs = "refs/";
  const auto meant = [&](std::string_view prefix) {
    return Arguments{{"meant", shown(glob.substr(prefix.size()))}};
  };
  if (glob.starts_with('!'))
    return policy_error(mark, tr("`!` has no meaning in a list of refs"),
                        tr("list the refs to leave out in `exclude_refs`"));
  if (glob.starts_with(kHeads))
    return policy_error(mark,
                        tr("write a branch without `refs/heads/`; did you mean `{meant}`?", meant(kHeads)));
  if (glob.starts_with(kRefs))
    return policy_error(mark, tr("write a ref without `refs/`; did you mean `{meant}`?", meant(kRefs)));
  if (glob.size() > 1 && glob.starts_with('/'))
    return policy_error(mark, tr("write a ref without a leading `/`; did you mean `{meant}`?", meant("/")));
  if (glob.ends_with('/'))
    return policy_error(
        mark, tr("no ref ends in `/`; did you mean `{meant}`?", {{"meant", shown(std::string(glob) + "*")}}));
  if (glob.starts_with('@') && glob != "@default") return unknown(mark, kUnknownRef, glob, {"@default"});
  return {};
}

// `paths` that only take back hold nothing, and would switch their check off in silence.
Checked<void> check_first_glob(std::string_view name, const text::Node& node,
                               const std::vector<std::string>& globs) {
  if (globs.empty() || !globs.front().starts_with('!')) return {};
  return policy_error(node.is_scalar() ? node.mark : node.items[0].mark,
                      tr("`{name}` begins with `{glob}`, but there is nothing to take it from",
                         {{"name", name}, {"glob", shown(globs.front())}}),
                      tr("begin the list with what it is taken from, such as `**` for all files"));
}

Checked<OptionValue> read_common_list(std::string_view name, const text::Node& node, Author author) {
  TRY_ASSIGN(std::vector<std::string> globs, read_texts(name, node));
  if (author == Author::ours) return OptionValue(std::move(globs));
  if (name.ends_with("refs"))
    for (std::size_t i = 0; i < globs.size(); ++i)
      TRY(check_ref_glob(node.is_scalar() ? node.mark : node.items[i].mark, globs[i]));
  if (name == "paths") TRY(check_first_glob(name, node, globs));
  TRY(check_globs(name, node, globs));
  return OptionValue(std::move(globs));
}

Checked<Setting> read_setting(const Declaration& rule, const text::Node& key, const text::Node& value,
                              Author author) {
  Setting setting{key.scalar, key.mark, {}};
  if (key.scalar == "severity") {
    TRY_ASSIGN(setting.value, read_severity(value));
  } else if (key.scalar == kEnforceFrom) {
    TRY_ASSIGN(std::string date, read_date(key.scalar, value));
    setting.value = OptionValue(std::move(date));
  } else if (common_list(key.scalar) != nullptr) {
    TRY_ASSIGN(setting.value, read_common_list(key.scalar, value, author));
  } else if (const OptionSpec* spec = option(rule, key.scalar)) {
    TRY_ASSIGN(setting.value, read_option(*spec, value, author));
  } else {
    std::vector<std::string> names{"severity", "rule", std::string(kEnforceFrom)};
    for (const CommonList& list : kCommonLists) names.emplace_back(list.name);
    for (const OptionSpec& each : rule.options) names.emplace_back(each.name);
    return unknown(key.mark, kUnknownKey, key.scalar, names);
  }
  return setting;
}

// The rule that an entry is about: the one that it names, else that of the check as it is, else the one that
// its key names.
Checked<const Declaration*> rule_of(const text::Node& key, const text::Node* named, const Check* known,
                                    std::span<const Declaration* const> rules) {
  if (named != nullptr && !named->is_scalar())
    return policy_error(named->mark, tr("`rule` must be the name of a rule, not {found}",
                                        {{"found", description_of(*named)}}));
  if (named == nullptr && known != nullptr) return known->rule;
  const text::Node& name = named != nullptr ? *named : key;
  if (const Declaration* rule = find_rule(rules, name.scalar)) return rule;
  return unknown(name.mark, kUnknownRule, name.scalar, ids_of(rules));
}

}  // namespace

Checked<Entry> read_entry(const text::Node& key, const text::Node& value, const Check* known,
                          std::span<const Declaration* const> rules, Author author) {
  if (!key.is_scalar() || key.scalar.empty())
    return policy_error(
        key.mark, tr("the name of a check must be a text, not {found}", {{"found", description_of(key)}}));
  if (!value.is_mapping() && !value.is_null())
    return policy_error(value.mark,
                        tr("`{key}` must be a mapping of settings, not {found}",
                           {{"key", shown(key.scalar)}, {"found", description_of(value)}}),
                        tr("write the settings in braces, such as `{{severity: off}}`"));
  Entry entry{key.scalar, key.mark, nullptr, {}, {}};
  const text::Node* named = value.find("rule");
  if (named != nullptr) entry.rule_mark = named->mark;
  TRY_ASSIGN(entry.rule, rule_of(key, named, known, rules));
  for (const auto& [name, setting] : value.entries) {
    if (!name.is_scalar())
      return policy_error(name.mark,
                          tr("a key must be a text, not {found}", {{"found", description_of(name)}}));
    if (name.scalar == "rule") continue;
    TRY_ASSIGN(Setting read, read_setting(*entry.rule, name, setting, author));
    entry.settings.push_back(std::move(read));
  }
  return entry;
}

void apply(const Setting& setting, Check& check) {
  if (const auto* severity = std::get_if<Severity>(&setting.value)) {
    check.severity = *severity;
    return;
  }
  const auto& value = std::get<OptionValue>(setting.value);
  if (const CommonList* list = common_list(setting.name))
    check.*(list->member) = std::get<std::vector<std::string>>(value);
  else if (setting.name == kEnforceFrom)
    check.enforce_from = std::get<std::string>(value);
  else
    check.options.set(setting.name, value);
}

bool holds(const Check& check, const Setting& setting) {
  if (const auto* severity = std::get_if<Severity>(&setting.value)) return check.severity == *severity;
  const auto& value = std::get<OptionValue>(setting.value);
  if (const CommonList* list = common_list(setting.name))
    return check.*(list->member) == std::get<std::vector<std::string>>(value);
  if (setting.name == kEnforceFrom) return check.enforce_from == std::get<std::string>(value);
  const auto found = check.options.all().find(setting.name);
  return found != check.options.all().end() && found->second == value;
}

}  // namespace expgate::policy
