#include "app/help/rules_json.h"

#include <nlohmann/json.hpp>

#include "app/policy_text.h"
#include "app/rule_lookup.h"

namespace expgate::app {

namespace {

using RuleJson = nlohmann::ordered_json;

RuleJson option_json(const OptionSpec& spec) {
  RuleJson choices = RuleJson::array();
  for (const std::string_view choice : spec.choices) choices.push_back(choice);
  return {{"name", spec.name},
          {"type", name_of(spec.type)},
          {"default", spec.default_value.empty() ? RuleJson() : RuleJson(spec.default_value)},
          {"choices", std::move(choices)},
          {"help", english(spec.help)}};
}

RuleJson reason_json(const Reason& reason) {
  const Arguments example = example_of(reason);
  return {{"name", reason.name},
          {"example", english({reason.text, example})},
          {"help", reason.help.empty() ? RuleJson() : RuleJson(english({reason.help, example}))}};
}

RuleJson rule_json(const rules::Rule& rule, const policy::Policy& pytorch) {
  const Declaration& it = rule.declaration;
  RuleJson json = {{"rule", it.id},
                   {"scope", name_of(it.scope)},
                   {"summary", english(it.summary)},
                   {"why", english(it.why)},
                   {"rejected", english(it.bad)},
                   {"accepted", english(it.good)},
                   {"fix", english(it.mend)},
                   {"pytorch", RuleJson::array()},
                   {"reasons", RuleJson::array()},
                   {"options", RuleJson::array()}};
  for (const policy::Check* check : checks_of(pytorch, rule))
    json["pytorch"].push_back(
        {{"check", check->key}, {"severity", name_of(check->severity)}, {"refs", check->refs}});
  for (const Reason* reason : it.reasons) json["reasons"].push_back(reason_json(*reason));
  for (const OptionSpec& spec : it.options) json["options"].push_back(option_json(spec));
  return json;
}

}  // namespace

std::string rules_json(std::span<const rules::Rule* const> rules, const policy::Policy& pytorch) {
  RuleJson all = {{"schema", "expgate-rules/1"}, {"rules", RuleJson::array()}};
  for (const rules::Rule* rule : rules) all["rules"].push_back(rule_json(*rule, pytorch));
  return all.dump(2, ' ', false, RuleJson::error_handler_t::replace) + "\n";
}

}  // namespace expgate::app
