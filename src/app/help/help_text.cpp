#include "app/help/help_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "app/command.h"
#include "app/output.h"
#include "base/strings.h"
#include "text/columns.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kIndent = 2;
constexpr std::size_t kHelp = 26;  // where the help of an option begins

// "  --range A..B          Check the commits …", its help below if the name is too long.
std::string entry(const std::string& head, const std::string& help, std::size_t column) {
  const std::string start = std::string(kIndent, ' ') + head;
  const std::string body = text::wrapped(help, column, kWidth);
  if (text::width(start) + 2 > column) return start + "\n" + body;
  return text::padded(start, column) + body.substr(column);
}

std::string head_of(const Argument& argument) {
  if (argument.names.empty()) return argument.value + (argument.is_repeatable ? "..." : "");
  std::string head = join(argument.names, ", ");
  if (argument.names.front().starts_with("--")) head = "    " + head;  // the letters are aligned
  return argument.value.empty() ? head : head + " " + argument.value;
}

std::string section(const std::string& title, const std::vector<Argument>& arguments) {
  if (arguments.empty()) return "";
  std::string out = "\n" + title + "\n";
  for (const Argument& each : arguments) out += entry(head_of(each), help_of(each), kHelp);
  return out;
}

std::string command_list(const CommandNode& node) {
  std::size_t column = 0;
  for (const CommandNode& command : node.commands)
    column = std::max(column, last_word(command).size() + kIndent + 2);
  std::string out = "\nCommands:\n";
  for (const CommandNode& command : node.commands)
    out += entry(std::string(last_word(command)), command.summary, column);
  return out;
}

std::string usage_of(const CommandNode& command) {
  std::string line = "expgate " + command.name;
  if (!command.commands.empty())
    return text::wrapped(fmt::format("Usage: {} COMMAND [OPTION...]", line), 0, kWidth);
  line += " [OPTION...]";
  for (const Argument& argument : command.positionals) {
    const std::string head = head_of(argument);
    line += argument.is_required ? " " + head : " [" + head + "]";
  }
  return text::wrapped(fmt::format("Usage: {}", line), 0, kWidth);
}

// Those of all commands, as this command takes them.
std::vector<Argument> common_options(const CommandNode& root, const CommandNode& command) {
  std::vector<Argument> options;
  for (Argument option : root.options) {
    const bool is_report = command.formats == root.formats;
    if (option.value == "FORMAT=FILE" && !is_report) continue;
    if (option.value == "FORMAT" && command.formats.size() < 2) continue;
    if (option.value == "FORMAT" && !is_report)
      option.help = fmt::format("Output format: {}", join(command.formats, ", "));
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
  std::string out = text::wrapped("Commit and push checks for deep-learning repositories.", 0, kWidth);
  out += "\nUsage: expgate COMMAND [OPTION...] [ARGUMENT...]\n";
  out += command_list(root);
  out += section("Options of every command:", root.options);
  return out + "\n" +
         text::wrapped("`expgate help COMMAND` describes a command, `expgate explain RULE` a rule.", 0,
                       kWidth);
}

std::string help_text(const CommandNode& root, const CommandNode& command) {
  std::string out = text::wrapped(command.summary + ".", 0, kWidth) + "\n" + usage_of(command);
  if (!command.commands.empty()) {
    out += command_list(command);
    return out + "\n" +
           text::wrapped(fmt::format("`expgate help {} COMMAND` describes one of them.", command.name), 0,
                         kWidth);
  }
  out += section("CommandArguments:", command.positionals);
  out += section("Options:", command.options);
  out += section("Common options:", common_options(root, command));
  if (!command.footer.empty()) out += "\n" + text::wrapped(command.footer, 0, kWidth);
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
