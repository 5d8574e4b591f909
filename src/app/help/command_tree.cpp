#include "app/help/command_tree.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "app/formats.h"
#include "base/strings.h"
#include "rules/rule.h"

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
      {"FILE", Values::files},       {"PATH", Values::files},
      {"DIR", Values::folders},      {"REPO", Values::folders},
      {"REPO.git", Values::folders}, {"REV", Values::revisions},
      {"REF", Values::revisions},    {"RULE", Values::words},
      {"FORMAT", Values::words},     {"FORMAT=FILE", Values::format_and_file},
  };
  for (const auto& [name, values] : kNames)
    if (value == name) return values;
  return Values::unknown;
}

// CLI11 writes a value of few choices "MODE:{enforce,warn}".
void read_value(std::string_view written, const std::vector<std::string>& formats, Argument& argument) {
  const std::size_t brace = written.find(":{");
  argument.value = written.substr(0, brace);
  if (brace != std::string_view::npos) {
    const std::string_view inside = written.substr(brace + 2, written.find('}') - brace - 2);
    for (const std::string_view word : split(inside, ',')) argument.words.emplace_back(word);
    argument.values = Values::words;
    return;
  }
  argument.values = values_named(argument.value);
  if (argument.value == "RULE") argument.words = rule_ids();
  if (argument.value.starts_with("FORMAT")) argument.words = formats;
}

Argument argument_of(const CLI::Option& option, const std::vector<std::string>& formats) {
  Argument argument;
  if (option.nonpositional()) {
    for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  } else {
    argument.names = {option.get_name()};
  }
  argument.help = option.get_description();
  argument.is_required = option.get_required();
  if (option.get_items_expected_max() == 0) return argument;
  argument.is_repeatable = option.get_items_expected_max() > 1;
  read_value(option.get_type_name(), formats, argument);
  if (argument.value == "TEXT" && !option.nonpositional()) {  // CLI11's word for a value without a name
    argument.value = option.get_name();
    for (char& c : argument.value) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return argument;
}

CommandNode node_of(const CLI::App& app, const std::string& name, const std::vector<std::string>& formats) {
  CommandNode node{name, app.get_description(), app.get_footer(), {}, {}, formats, {}};
  for (const CLI::Option* option : app.get_options()) {
    const bool is_inherited = !name.empty() && option->check_name("--help");
    if (is_inherited) continue;
    (option->nonpositional() ? node.options : node.positionals).push_back(argument_of(*option, formats));
  }
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    const auto all = commands();
    const auto own = std::ranges::find(all, sub->get_name(), &Command::name);
    const bool has_own = name.empty() && own != all.end() && !(*own)->formats.empty();
    const std::vector<std::string> below =
        has_own ? std::vector<std::string>((*own)->formats.begin(), (*own)->formats.end()) : formats;
    node.commands.push_back(
        node_of(*sub, name.empty() ? sub->get_name() : name + " " + sub->get_name(), below));
  }
  return node;
}

void collect_leaves(const CommandNode& node, std::vector<const CommandNode*>& leaves) {
  if (node.commands.empty()) leaves.push_back(&node);
  for (const CommandNode& command : node.commands) collect_leaves(command, leaves);
}

}  // namespace

CommandNode command_tree() {
  Common common;
  CLI::App cli;
  declare_all(cli, common);
  return node_of(cli, "", report_formats());
}

std::vector<const CommandNode*> leaves_of(const CommandNode& root) {
  std::vector<const CommandNode*> leaves;
  collect_leaves(root, leaves);
  return leaves;
}

std::string_view last_word(const CommandNode& command) {
  const std::string_view name = command.name;
  return name.substr(name.rfind(' ') + 1);
}

}  // namespace expgate::app
