#include <memory>

#include "app/command.h"
#include "app/output.h"
#include "app/rule_lookup.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
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
    out += "  " + std::string(spec.name) + "\n" + text::wrapped(catalogue::render(spec.help), 6);
    out += text::wrapped(type_of(spec), 6);
    if (!spec.choices.empty()) {
      std::vector<std::string> choices(spec.choices.begin(), spec.choices.end());
      out += text::wrapped("choices: " + join(choices, ", "), 6);
    }
  }
  return out;
}

// The reasons that the rule reports, each with what a report says of its example.
std::string reasons_of(const Declaration& rule) {
  std::string out = "\n" + catalogue::render(tr("Reasons")) + "\n";
  for (const Reason* reason : rule.reasons) {
    const Arguments example = example_of(*reason);
    out +=
        "  " + std::string(reason->name) + "\n" + text::wrapped(catalogue::render(reason->text, example), 6);
    if (!reason->help.empty())
      out += text::wrapped(catalogue::render(tr("help: {help}", {{"help", Text(reason->help, example)}})), 6);
  }
  return out;
}

std::string explanation_of(const rules::Rule& rule, const policy::Policy& pytorch) {
  const Declaration& it = rule.declaration;
  const auto line = [](const Text& text) { return text::wrapped(catalogue::render(text), 2); };
  std::string out = std::string(it.id) + ": " + catalogue::render(it.summary) + "\n\n";
  out += line(tr("Why: {why}.", {{"why", Text(it.why)}}));
  out += line(tr("Looks at each: {scope}.", {{"scope", name_of(it.scope)}}));
  out += line(tr("In the pack pytorch: {standing}.", {{"standing", standing_of(pytorch, rule)}}));
  out += "\n" + catalogue::render(tr("Rejected")) + "\n" + text::indented(catalogue::render(it.bad), 4);
  out += "\n" + catalogue::render(tr("Accepted")) + "\n" + text::indented(catalogue::render(it.good), 4);
  out += "\n" + catalogue::render(tr("How to fix it")) + "\n" + text::wrapped(catalogue::render(it.mend), 4);
  return out + reasons_of(it) + options_of(it);
}

Action declare(CommandArguments& arguments, const Common&) {
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
