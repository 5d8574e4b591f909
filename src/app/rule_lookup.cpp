#include "app/rule_lookup.h"

#include <fmt/core.h>

#include "app/policy_text.h"
#include "base/strings.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

Result<const rules::Rule*> rule_named(const std::string& name) {
  if (const rules::Rule* rule = rules::find(name)) return rule;
  std::vector<std::string> ids;
  for (const Declaration* each : rules::declarations()) ids.emplace_back(each->id);
  const std::string printable = text::printable(name);
  const std::string help = "`expgate rules` lists the rules";
  if (const auto meant = text::suggestion(name, ids))
    return fail(fmt::format("unknown rule `{}`; did you mean `{}`?", printable, *meant), help);
  return fail(fmt::format("unknown rule `{}`", printable), help);
}

std::vector<const policy::Check*> checks_of(const policy::Policy& pytorch, const rules::Rule& rule) {
  std::vector<const policy::Check*> checks;
  for (const policy::Check& check : pytorch.checks)
    if (check.rule == &rule.declaration) checks.push_back(&check);
  return checks;
}

std::string standing_of(const policy::Policy& pytorch, const rules::Rule& rule) {
  std::vector<std::string> standings;
  for (const policy::Check* check : checks_of(pytorch, rule)) {
    std::string standing(name_of(check->severity));
    if (check->severity != Severity::off && !check->refs.empty())
      standing += " on " + join(check->refs, ", ");
    standings.push_back(std::move(standing));
  }
  return standings.empty() ? "off" : join(standings, "; ");
}

Arguments example_of(const Reason& reason) {
  Arguments arguments;
  for (const ExampleArgument& each : reason.example) arguments.emplace_back(each.name, each.value);
  return arguments;
}

std::string type_of(const OptionSpec& spec) {
  std::string type(name_of(spec.type));
  if (!spec.default_value.empty()) type += ", default " + std::string(spec.default_value);
  return type;
}

}  // namespace expgate::app
