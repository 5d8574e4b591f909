#include <algorithm>
#include <memory>
#include <vector>

#include "app/command.h"
#include "app/help/rules_json.h"
#include "app/output.h"
#include "app/rule_lookup.h"
#include "app/terminal.h"
#include "catalogue/catalogue.h"
#include "policy/load.h"
#include "text/columns.h"
#include "text/suggestion.h"

namespace expgate::app {

namespace {

// Prose as wide as the terminal.
std::string prose(const Text& text, std::size_t indent) {
  return text::wrapped(catalogue::render(text), indent, prose_width());
}

std::string options_of(const Declaration& rule) {
  if (rule.options.empty()) return "";
  const bool has_paths = rule.scope == Scope::file || rule.scope == Scope::tip;
  const Text title = has_paths
                         ? tr("Options, besides `severity`, `refs`, `exclude_refs`, `paths` and `exclude`")
                         : tr("Options, besides `severity`, `refs` and `exclude_refs`");
  std::string out = "\n" + prose(title, 0);
  for (const OptionSpec& spec : rule.options) {
    out += "  " + std::string(spec.name) + "\n" + prose(Text(spec.help), 6);
    out += prose(type_of(spec), 6);
    if (!spec.choices.empty()) {
      const std::vector<std::string> choices(spec.choices.begin(), spec.choices.end());
      out += prose(tr("choices: {choices}", {{"choices", text::listed(choices)}}), 6);
    }
  }
  return out;
}

// The reasons that the rule reports, each with what a report says of its example. Those with the same help
// stand together, and it once below them.
std::string reasons_of(const Declaration& rule) {
  struct Group {
    std::string help;
    std::string lines;
    std::size_t count = 0;
  };
  std::vector<Group> groups;
  for (const Reason* reason : rule.reasons) {
    const Arguments example = example_of(*reason);
    const std::string help = reason->help.empty() ? "" : catalogue::render(Text(reason->help, example));
    auto group = std::ranges::find(groups, help, &Group::help);
    if (group == groups.end()) group = groups.insert(groups.end(), Group{help, "", 0});
    const std::string label = "  " + catalogue::render(tr("{label}: ", {{"label", reason->name}}));
    group->lines += text::hanging(label, catalogue::render(Text(reason->text, example)), 6, prose_width());
    ++group->count;
  }
  std::string out = "\n" + catalogue::render(tr("Reasons")) + "\n";
  for (const Group& each : groups) {
    out += each.lines;
    if (each.help.empty()) continue;
    const Arguments help{{"help", verbatim(each.help)}};
    out += prose(each.count == 1 ? tr("help: {help}", help) : tr("help for these: {help}", help), 6);
  }
  return out;
}

Text words_of(Scope scope) {
  switch (scope) {
    case Scope::ref:
      return tr("ref");
    case Scope::commit:
      return tr("commit");
    case Scope::file:
      return tr("file");
    case Scope::tip:
      return tr("tip");
    case Scope::push:
      break;
  }
  return tr("push");
}

std::string explanation_of(const rules::Rule& rule, const policy::Policy& pytorch) {
  const Declaration& it = rule.declaration;
  std::string out = text::hanging(catalogue::render(tr("{label}: ", {{"label", it.id}})),
                                  catalogue::render(it.summary), 2, prose_width()) +
                    "\n";
  out += prose(tr("Why: {why}.", {{"why", Text(it.why)}}), 2);
  out += prose(tr("Looks at each: {scope}.", {{"scope", words_of(it.scope)}}), 2);
  out += prose(tr("In the pack `pytorch`: {standing}.", {{"standing", standing_of(pytorch, rule)}}), 2);
  out += "\n" + catalogue::render(tr("Rejected")) + "\n" + text::indented(catalogue::render(it.bad), 4);
  out += "\n" + catalogue::render(tr("Accepted")) + "\n" + text::indented(catalogue::render(it.good), 4);
  out += "\n" + catalogue::render(tr("How to fix it")) + "\n" + prose(Text(it.mend), 4);
  return out + reasons_of(it) + options_of(it);
}

Action declare_explain(CommandArguments& arguments, const Common& common) {
  auto name = std::make_shared<std::string>();
  arguments.add({.value = "RULE",
                 .help = msgid("The name of the rule, which reports print in brackets"),
                 .is_required = true},
                name.get());
  arguments.example("expgate explain max-file-size", msgid("Read about the rule in `error[max-file-size]`"));
  arguments.formats({"text", "json"});
  return [name, &common]() -> Result<int> {
    TRY_ASSIGN(const rules::Rule* rule, rule_named(*name));
    TRY_ASSIGN(const policy::Policy pytorch, policy::load({}, rules::declarations()));
    TRY(print(common.format == "json" ? rules_json({&rule, 1}, pytorch) : explanation_of(*rule, pytorch)));
    return 0;
  };
}

}  // namespace

extern const Command explain;
const Command explain{"explain", msgid("Explain what a rule checks, why, and how to fix its findings"),
                      declare_explain};

}  // namespace expgate::app
