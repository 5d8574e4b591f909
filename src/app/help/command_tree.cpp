#include "app/help/command_tree.h"

#include <algorithm>
#include <utility>

#include "app/command.h"
#include "app/formats.h"
#include "rules/rule.h"
#include "text/suggestion.h"

namespace expgate::app {

namespace {

using Values = Argument::Values;

std::vector<std::string> rule_ids() {
  std::vector<std::string> ids;
  for (const Declaration* rule : rules::declarations()) ids.emplace_back(rule->id);
  return ids;
}

// What the name of a value says about it.
Values values_named(std::string_view value) {
  constexpr std::pair<std::string_view, Values> kNames[] = {
      {"FILE", Values::files},    {"PATH", Values::files},       {"DIR", Values::folders},
      {"REPO", Values::folders},  {"REPO.git", Values::folders}, {"REV", Values::revisions},
      {"A", Values::revisions},   {"B", Values::revisions},      {"A..B", Values::ranges},
      {"REF", Values::refs},      {"BRANCH", Values::branches},  {"REMOTE", Values::remotes},
      {"FIELD", Values::fields},  {"METRIC", Values::metrics},   {"RULE", Values::words},
      {"COMMAND", Values::words}, {"FORMAT", Values::words},     {"FORMAT=FILE", Values::format_and_file},
  };
  for (const auto& [name, values] : kNames)
    if (value == name) return values;
  return Values::unknown;
}

Argument argument_of(const Declared& declared, const std::vector<std::string>& formats) {
  const ArgumentSpec& spec = declared.spec;
  Argument argument{spec.names,     spec.value,    Values::none,     spec.choices,
                    spec.help,      spec.fallback, spec.is_required, declared.is_repeatable(),
                    spec.files_with};
  if (spec.value.empty()) return argument;
  argument.values = spec.choices.empty() ? values_named(spec.value) : Values::words;
  if (spec.takes_branches) argument.values = Values::remotes_and_branches;
  if (spec.takes_records) argument.values = Values::experiments;
  if (spec.value == "RULE") argument.words = rule_ids();
  if (spec.value == "COMMAND") argument.words = command_names();
  if (spec.value.starts_with("FORMAT")) argument.words = formats;
  return argument;
}

CommandNode node_of(const CommandArguments& arguments, Msgid summary) {
  CommandNode node{
      arguments.name(),    summary, arguments.footer(), {}, {}, arguments.formats(), {}, arguments.reports(),
      arguments.examples()};
  for (const Declared& each : arguments.declared()) {
    const bool is_option = !each.spec.names.empty();
    (is_option ? node.options : node.positionals).push_back(argument_of(each, node.formats));
  }
  for (const CommandArguments& below : arguments.commands())
    node.commands.push_back(node_of(below, below.summary()));
  return node;
}

void collect_leaves(const CommandNode& node, std::vector<const CommandNode*>& leaves) {
  if (node.commands.empty()) leaves.push_back(&node);
  for (const CommandNode& command : node.commands) collect_leaves(command, leaves);
}

}  // namespace

CommandNode command_tree() {
  Common common;
  CommandArguments shared("");
  shared.writes_report();
  declare_common(shared, common);
  CommandNode root = node_of(shared, {});
  for (const Command* command : commands()) {
    CommandArguments own{std::string(command->name)};
    command->declare(own, common);
    root.commands.push_back(node_of(own, command->summary));
  }
  return root;
}

std::vector<const CommandNode*> leaves_of(const CommandNode& root) {
  std::vector<const CommandNode*> leaves;
  collect_leaves(root, leaves);
  return leaves;
}

std::vector<Argument> common_options(const CommandNode& root, const CommandNode& command) {
  std::vector<Argument> options;
  for (Argument option : root.options) {
    const bool is_report = command.formats == root.formats;
    if (option.value == "FORMAT=FILE" && !is_report && command.reports.empty()) continue;
    if (option.value == "FORMAT" && command.formats.size() < 2) continue;
    if (option.value == "FORMAT" && !is_report)
      option.help = tr("Output format: {formats}", {{"formats", text::listed(command.formats)}});
    if (option.value == "FORMAT") option.words = command.formats;
    if (option.value == "FORMAT=FILE" && !is_report) option.words = command.reports;
    options.push_back(std::move(option));
  }
  return options;
}

Text help_of(const Argument& argument) {
  if (argument.fallback.empty()) return argument.help;
  return tr("{help} (default: {value})", {{"help", argument.help}, {"value", argument.fallback}});
}

std::string_view last_word(const CommandNode& command) {
  const std::string_view name = command.name;
  return name.substr(name.rfind(' ') + 1);
}

}  // namespace expgate::app
