#include <fmt/core.h>

#include "app/help/completion.h"
#include "base/strings.h"

namespace expgate::app {

namespace {

using Values = Argument::Values;

std::string fish_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// What may stand in the place of an argument, as options of `complete`.
std::string values_of(const Argument& argument) {
  switch (argument.values) {
    case Values::none:
    case Values::unknown:
      break;
    case Values::words:
      return " -a " + fish_word(join(argument.words, " "));
    case Values::files:
      return " -F";
    case Values::folders:
      return " -a '(__fish_complete_directories)'";
    case Values::revisions:
      return " -a '(git for-each-ref --format=\"%(refname:short)\" 2>/dev/null)'";
    case Values::format_and_file:
      return " -F -a " + fish_word(join(argument.words, "= ") + "=");
  }
  return "";
}

bool takes_files(const Argument& argument) {
  return argument.values == Values::files || argument.values == Values::format_and_file;
}

// Whether the words typed so far are those of the command.
std::string condition_of(const CommandNode& command) {
  std::string out;
  for (const std::string_view word : split(command.name, ' '))
    out += (out.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") + std::string(word);
  return out;
}

std::string line_of(const std::string& condition, const Argument& option) {
  std::string out = "complete -c expgate";
  if (!condition.empty()) out += " -n " + fish_word(condition);
  for (const std::string& name : option.names)
    out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (option.values != Values::none) out += (takes_files(option) ? " -r" : " -x") + values_of(option);
  return out + " -d " + fish_word(english(help_of(option))) + "\n";
}

std::string lines_of(const CommandNode& command, const CommandNode& root) {
  const std::string condition = condition_of(command);
  std::string out;
  for (const Argument& option : command.options) out += line_of(condition, option);
  for (const Argument& argument : command.positionals)
    if (const std::string values = values_of(argument); !values.empty())
      out += fmt::format("complete -c expgate -n {}{}\n", fish_word(condition), values);
  for (Argument option : root.options)
    if (option.value == "FORMAT") {
      option.words = command.formats;
      out += line_of(condition, option);
    }
  return out;
}

std::string commands_below(const CommandNode& node) {
  std::string none = "__fish_use_subcommand";
  if (!node.name.empty()) {
    none = condition_of(node) + "; and not __fish_seen_subcommand_from";
    for (const CommandNode& command : node.commands) none += " " + std::string(last_word(command));
  }
  std::string out;
  for (const CommandNode& command : node.commands) {
    out += fmt::format("complete -c expgate -n {} -a {} -d {}\n", fish_word(none), last_word(command),
                       fish_word(english(command.summary)));
    out += commands_below(command);
  }
  return out;
}

}  // namespace

std::string fish_completion(const CommandNode& root) {
  std::string out =
      "# fish completion for expgate, printed by `expgate completion fish`\ncomplete -c expgate -f\n";
  out += commands_below(root);
  for (const Argument& option : root.options)
    if (option.value != "FORMAT") out += line_of("", option);
  for (const CommandNode* command : leaves_of(root)) out += lines_of(*command, root);
  return out;
}

}  // namespace expgate::app
