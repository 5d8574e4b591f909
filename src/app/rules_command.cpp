#include <algorithm>
#include <memory>

#include "app/command.h"
#include "app/help/rules_json.h"
#include "app/help/rules_markdown.h"
#include "app/output.h"
#include "app/policy_text.h"
#include "app/rule_lookup.h"
#include "app/terminal.h"
#include "catalogue/catalogue.h"
#include "policy/load.h"
#include "text/columns.h"

namespace expgate::app {

namespace {

// The highest severity of the rule in the pack, for any ref.
std::string_view severity_of(const policy::Policy& pytorch, const rules::Rule& rule) {
  Severity severity = Severity::off;
  for (const policy::Check* check : checks_of(pytorch, rule)) severity = std::max(severity, check->severity);
  return name_of(severity);
}

std::string table(const policy::Policy& pytorch) {
  constexpr std::size_t kRule = 24;
  constexpr std::size_t kScope = 8;
  constexpr std::size_t kSeverity = 8;
  constexpr std::size_t kSummary = kRule + kScope + kSeverity;
  constexpr std::size_t kNarrowSummary = 30;
  // On a narrow terminal, what a rule checks stands below it.
  const bool is_narrow = prose_width() < kSummary + kNarrowSummary;
  const std::size_t indent = is_narrow ? 4 : kSummary;
  std::string out = text::padded(catalogue::render(tr("rule")), kRule) +
                    text::padded(catalogue::render(tr("scope")), kScope) + text::padded("pytorch", kSeverity);
  out += (is_narrow ? "\n" + std::string(indent, ' ') : "") + catalogue::render(tr("what it checks")) + "\n";
  for (const rules::Rule* rule : rules::all()) {
    const Declaration& it = rule->declaration;
    std::string summary = text::wrapped(catalogue::render(it.summary), indent, prose_width());
    if (is_narrow)
      summary.insert(0, "\n");
    else if (summary.size() > kSummary)
      summary.erase(0, kSummary);
    out += text::padded(std::string(it.id), kRule) + text::padded(std::string(name_of(it.scope)), kScope) +
           text::padded(std::string(severity_of(pytorch, *rule)), kSeverity) + summary;
  }
  return out + "\n" + fitted(tr("`expgate explain RULE` describes one."));
}

Action declare_rules(CommandArguments& arguments, const Common& common) {
  auto markdown = std::make_shared<bool>(false);
  arguments.add({.names = {"--markdown"}, .help = msgid("Print the text of rules/README.md")},
                markdown.get());
  arguments.example("expgate rules", msgid("List them, with their severity in the pack `pytorch`"));
  arguments.formats({"text", "json"});
  return [markdown, &common]() -> Result<int> {
    const bool is_json = common.format == "json";
    if (is_json && *markdown)
      return fail(tr("`{option}` cannot be used together with `{other}`",
                     {{"option", "--markdown"}, {"other", "--format json"}}));
    TRY_ASSIGN(const policy::Policy pytorch, policy::load({}, rules::declarations()));
    if (is_json)
      TRY(print(rules_json(rules::all(), pytorch)));
    else
      TRY(print(*markdown ? rules_markdown(pytorch) : table(pytorch)));
    return 0;
  };
}

}  // namespace

extern const Command rules_command;
const Command rules_command{"rules", msgid("List the rules"), declare_rules};

}  // namespace expgate::app
