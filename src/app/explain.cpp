#include <memory>

#include "app/command.h"
#include "app/output.h"
#include "app/rule_lookup.h"
#include "base/strings.h"
#include "policy/load.h"
#include "text/columns.h"

namespace expgate::app {

namespace {

std::string options_of(const Declaration& rule) {
  if (rule.options.empty()) return "";
  const bool has_paths = rule.scope == Scope::file || rule.scope == Scope::tip;
  std::string out = "\nOptions, beside severity, refs";
  out += has_paths ? ", exclude_refs, paths and exclude\n" : " and exclude_refs\n";
  for (const OptionSpec& spec : rule.options) {
    out += "  " + std::string(spec.name) + "\n" + text::wrapped(spec.help, 6);
    out += text::wrapped(type_of(spec), 6);
    if (!spec.choices.empty()) {
      std::vector<std::string> choices(spec.choices.begin(), spec.choices.end());
      out += text::wrapped("choices: " + join(choices, ", "), 6);
    }
  }
  return out;
}

std::string explanation_of(const rules::Rule& rule, const policy::Policy& pytorch) {
  const Declaration& it = rule.declaration;
  std::string out = std::string(it.id) + ": " + std::string(it.summary) + "\n\n";
  out += text::wrapped("Why: " + std::string(it.why) + ".", 2);
  out += text::wrapped("Looks at: each " + std::string(name_of(it.scope)) + ".", 2);
  out += text::wrapped("In the pack pytorch: " + standing_of(pytorch, rule) + ".", 2);
  out += "\nRefused\n" + text::indented(it.bad, 4);
  out += "\nAccepted\n" + text::indented(it.good, 4);
  out += "\nHow to mend it\n" + text::wrapped(it.mend, 4);
  return out + options_of(it);
}

Action declare(Arguments& arguments, const Common&) {
  auto name = std::make_shared<std::string>();
  arguments.add(
      {.value = "RULE", .help = "The name of the rule, which reports print in brackets", .is_required = true},
      name.get());
  return [name]() -> Result<int> {
    TRY_ASSIGN(const rules::Rule* rule, rule_named(*name));
    TRY_ASSIGN(const policy::Policy pytorch, policy::load({}, rules::declarations()));
    TRY(print(explanation_of(*rule, pytorch)));
    return 0;
  };
}

}  // namespace

extern const Command explain;
const Command explain{"explain", "Explain what a rule checks, why, and how to fix its findings", declare};

}  // namespace expgate::app
