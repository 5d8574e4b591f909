#include "app/rule_lookup.h"

#include "app/policy_text.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

Result<const rules::Rule*> rule_named(const std::string& name) {
  if (const rules::Rule* rule = rules::find(name)) return rule;
  std::vector<std::string> ids;
  for (const Declaration* each : rules::declarations()) ids.emplace_back(each->id);
  const std::string printable = text::printable(name);
  const Text help = tr("`expgate rules` lists the rules");
  if (const auto meant = text::suggestion(name, ids))
    return fail(
        tr("unknown rule `{rule}`; did you mean `{meant}`?", {{"rule", printable}, {"meant", *meant}}), help);
  return fail(tr("unknown rule `{rule}`", {{"rule", printable}}), help);
}

std::vector<const policy::Check*> checks_of(const policy::Policy& pytorch, const rules::Rule& rule) {
  std::vector<const policy::Check*> checks;
  for (const policy::Check& check : pytorch.checks)
    if (check.rule == &rule.declaration) checks.push_back(&check);
  return checks;
}

Text standing_of(const policy::Policy& pytorch, const rules::Rule& rule) {
  Text all;
  for (const policy::Check* check : checks_of(pytorch, rule)) {
    const std::string_view severity = name_of(check->severity);
    const Text one =
        check->severity == Severity::off || check->refs.empty()
            ? verbatim(std::string(severity))
            : tr("{severity} on {refs}", {{"severity", severity}, {"refs", text::listed(check->refs)}});
    all = all.empty() ? one : tr("{first}; {second}", {{"first", all}, {"second", one}});
  }
  return all.empty() ? verbatim("off") : all;
}

Arguments example_of(const Reason& reason) {
  Arguments arguments;
  for (const ExampleArgument& each : reason.example) {
    const bool is_text = each.value.find_first_of("{}") == std::string_view::npos;  // that may be translated
    if (is_text)
      arguments.emplace_back(each.name, Text(Msgid(each.value.data())));
    else
      arguments.emplace_back(each.name, each.value);
  }
  return arguments;
}

Text type_of(const OptionSpec& spec) {
  if (spec.default_value.empty()) return verbatim(std::string(name_of(spec.type)));
  return tr("{type}, default {value}", {{"type", name_of(spec.type)}, {"value", spec.default_value}});
}

}  // namespace expgate::app
