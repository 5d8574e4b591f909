#include "app/help/help_text.h"

#include <algorithm>
#include <span>

#include "app/command.h"
#include "app/output.h"
#include "app/terminal.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "text/columns.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

constexpr std::size_t kIndent = 2;

// How wide the page is.
struct Page {
  std::size_t width;

  // Where the help of an option begins. On a narrow page it stands below the option.
  [[nodiscard]] std::size_t help_column() const { return is_narrow() ? 10 : 26; }
  [[nodiscard]] bool is_narrow() const { return width < 60; }
};

std::string paragraph(const Text& text, const Page& page) {
  return text::wrapped(catalogue::render(text), 0, page.width);
}

std::string title(const Text& text) {
  return "\n" + catalogue::render(text) + "\n";
}

// "  --range A..B          Check the commits …", its help below if the name is too long.
std::string entry(const std::string& head, const Text& help, std::size_t column, const Page& page) {
  const std::string start = std::string(kIndent, ' ') + head;
  const std::string body = text::wrapped(catalogue::render(help), column, page.width);
  if (text::width(start) + 2 > column) return start + "\n" + body;
  return text::padded(start, column) + body.substr(column);
}

std::string head_of(const Argument& argument) {
  if (argument.names.empty()) return argument.value + (argument.is_repeatable ? "..." : "");
  std::string head = join(argument.names, ", ");
  if (argument.names.front().starts_with("--")) head = "    " + head;  // the letters are aligned
  return argument.value.empty() ? head : head + " " + argument.value;
}

std::string section(const Text& name, const std::vector<Argument>& arguments, const Page& page) {
  if (arguments.empty()) return "";
  std::string out = title(name);
  for (const Argument& each : arguments) out += entry(head_of(each), help_of(each), page.help_column(), page);
  return out;
}

std::string command_list(std::span<const CommandNode> commands, std::size_t column, const Page& page) {
  std::string out;
  for (const CommandNode& command : commands)
    out += entry(std::string(last_word(command)), command.summary, column, page);
  return out;
}

// Where the summaries of these commands begin.
std::size_t summary_column(std::span<const CommandNode> commands, const Page& page) {
  std::size_t column = 0;
  for (const CommandNode& command : commands)
    column = std::max(column, last_word(command).size() + kIndent + 2);
  return page.is_narrow() ? 6 : column;
}

std::string examples_of(const CommandNode& command, const Page& page) {
  if (command.examples.empty()) return "";
  std::string out = title(command.examples.size() == 1 ? tr("Example:") : tr("Examples:"));
  for (const Example& each : command.examples)
    out += text::wrapped(catalogue::render(tr("{phrase}:", {{"phrase", Text(each.what)}})), kIndent,
                         page.width) +
           std::string(2 * kIndent, ' ') + std::string(each.line) + "\n";
  return out;
}

std::string usage_of(const CommandNode& command, const Page& page) {
  std::string line = "expgate " + command.name;
  if (!command.commands.empty())
    return paragraph(tr("Usage: {command}", {{"command", line + " COMMAND [OPTION...]"}}), page);
  line += " [OPTION...]";
  for (const Argument& argument : command.positionals) {
    const std::string head = head_of(argument);
    line += argument.is_required ? " " + head : " [" + head + "]";
  }
  return paragraph(tr("Usage: {command}", {{"command", line}}), page);
}

const CommandNode* find(const CommandNode& node, const std::string& name) {
  if (node.name == name) return &node;
  for (const CommandNode& command : node.commands)
    if (const CommandNode* found = find(command, name)) return found;
  return nullptr;
}

}  // namespace

std::string help_text(const CommandNode& root, std::size_t columns) {
  const Page page{columns};
  std::string out = paragraph(tr("Commit and push checks for deep-learning repositories."), page);
  out += "\n" +
         paragraph(tr("Usage: {command}", {{"command", "expgate COMMAND [OPTION...] [ARGUMENT...]"}}), page);
  const std::size_t column = summary_column(root.commands, page);
  std::span<const CommandNode> rest(root.commands);
  for (const CommandGroup& group : command_groups()) {
    const std::size_t size = std::min(group.size, rest.size());
    out += title(group.title) + command_list(rest.first(size), column, page);
    rest = rest.subspan(size);
  }
  out += section(tr("Options of every command:"), root.options, page);
  return out + "\n" +
         paragraph(tr("`expgate help COMMAND` describes a command, `expgate explain RULE` a rule."), page);
}

std::string help_text(const CommandNode& root, const CommandNode& command, std::size_t columns) {
  const Page page{columns};
  std::string out = paragraph(tr("{sentence}.", {{"sentence", Text(command.summary)}}), page) + "\n" +
                    usage_of(command, page);
  if (!command.commands.empty()) {
    out +=
        title(tr("Commands:")) + command_list(command.commands, summary_column(command.commands, page), page);
    return out + "\n" +
           paragraph(
               tr("`expgate help {command} COMMAND` describes one of them.", {{"command", command.name}}),
               page);
  }
  out += section(tr("Arguments:"), command.positionals, page);
  out += section(tr("Options:"), command.options, page);
  out += examples_of(command, page);
  out += section(tr("Common options:"), common_options(root, command), page);
  if (!command.footer.empty()) out += "\n" + paragraph(command.footer, page);
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
  const std::size_t columns = terminal_width() == 0 ? kHelpColumns : prose_width();
  TRY(print(command == &root ? help_text(root, columns) : help_text(root, *command, columns)));
  return 0;
}

}  // namespace expgate::app
