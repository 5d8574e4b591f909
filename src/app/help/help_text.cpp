#include "app/help/help_text.h"

#include <algorithm>

#include "app/command.h"
#include "app/output.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "text/columns.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kHelp = 26;  // where the help of an option begins

std::string paragraph(const Text& text) {
  return text::wrapped(catalogue::render(text), 0, kWidth);
}

std::string title(const Text& text) {
  return "\n" + catalogue::render(text) + "\n";
}

// "  --range A..B          Check the commits …", its help below if the name is too long.
std::string entry(const std::string& head, const Text& help, std::size_t column) {
  const std::string start = std::string(kIndent, ' ') + head;
  const std::string body = text::wrapped(catalogue::render(help), column, kWidth);
  if (text::width(start) + 2 > column) return start + "\n" + body;
  return text::padded(start, column) + body.substr(column);
}

std::string head_of(const Argument& argument) {
  if (argument.names.empty()) return argument.value + (argument.is_repeatable ? "..." : "");
  std::string head = join(argument.names, ", ");
  if (argument.names.front().starts_with("--")) head = "    " + head;  // the letters are aligned
  return argument.value.empty() ? head : head + " " + argument.value;
}

std::string section(const Text& name, const std::vector<Argument>& arguments) {
  if (arguments.empty()) return "";
  std::string out = title(name);
  for (const Argument& each : arguments) out += entry(head_of(each), help_of(each), kHelp);
  return out;
}

std::string command_list(const CommandNode& node) {
  std::size_t column = 0;
  for (const CommandNode& command : node.commands)
    column = std::max(column, last_word(command).size() + kIndent + 2);
  std::string out = title(tr("Commands:"));
  for (const CommandNode& command : node.commands)
    out += entry(std::string(last_word(command)), command.summary, column);
  return out;
}

std::string usage_of(const CommandNode& command) {
  std::string line = "expgate " + command.name;
  if (!command.commands.empty())
    return paragraph(tr("Usage: {command}", {{"command", line + " COMMAND [OPTION...]"}}));
  line += " [OPTION...]";
  for (const Argument& argument : command.positionals) {
    const std::string head = head_of(argument);
    line += argument.is_required ? " " + head : " [" + head + "]";
  }
  return paragraph(tr("Usage: {command}", {{"command", line}}));
}

// Those of all commands, as this command takes them.
std::vector<Argument> common_options(const CommandNode& root, const CommandNode& command) {
  std::vector<Argument> options;
  for (Argument option : root.options) {
    const bool is_report = command.formats == root.formats;
    if (option.value == "FORMAT=FILE" && !is_report && command.reports.empty()) continue;
    if (option.value == "FORMAT" && command.formats.size() < 2) continue;
    if (option.value == "FORMAT" && !is_report)
      option.help = tr("Output format: {formats}", {{"formats", text::listed(command.formats)}});
    options.push_back(std::move(option));
  }
  return options;
}

const CommandNode* find(const CommandNode& node, const std::string& name) {
  if (node.name == name) return &node;
  for (const CommandNode& command : node.commands)
    if (const CommandNode* found = find(command, name)) return found;
  return nullptr;
}

}  // namespace

std::string help_text(const CommandNode& root) {
  std::string out = paragraph(tr("Commit and push checks for deep-learning repositories."));
  out += title(tr("Usage: {command}", {{"command", "expgate COMMAND [OPTION...] [ARGUMENT...]"}}));
  out += command_list(root);
  out += section(tr("Options of every command:"), root.options);
  return out + "\n" +
         paragraph(tr("`expgate help COMMAND` describes a command, `expgate explain RULE` a rule."));
}

std::string help_text(const CommandNode& root, const CommandNode& command) {
  std::string out =
      paragraph(tr("{sentence}.", {{"sentence", Text(command.summary)}})) + "\n" + usage_of(command);
  if (!command.commands.empty()) {
    out += command_list(command);
    return out + "\n" +
           paragraph(
               tr("`expgate help {command} COMMAND` describes one of them.", {{"command", command.name}}));
  }
  out += section(tr("Arguments:"), command.positionals);
  out += section(tr("Options:"), command.options);
  out += section(tr("Common options:"), common_options(root, command));
  if (!command.footer.empty()) out += "\n" + paragraph(command.footer);
  return out;
}

Result<int> print_help(const std::string& name) {
  const CommandNode root = command_tree();
  const CommandNode* command = find(root, name);
  if (command == nullptr) {
    std::vector<std::string> names = command_names();
    for (const CommandNode* leaf : leaves_of(root)) names.push_back(leaf->name);
    return tl::unexpected(no_command(name, names));
  }
  TRY(print(command == &root ? help_text(root) : help_text(root, *command)));
  return 0;
}

}  // namespace expgate::app
