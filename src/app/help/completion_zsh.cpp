#include <fmt/core.h>

#include "app/help/completion.h"
#include "base/strings.h"

namespace expgate::app {

namespace {

using Values = Argument::Values;

// A text inside the single quotes of a specification of _arguments, where `:`, `[` and `]` mean something.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

std::string action_of(const Argument& argument) {
  if (argument.value == "FORMAT") return "_expgate_formats";  // which differ from command to command
  switch (argument.values) {
    case Values::none:
    case Values::unknown:
      break;
    case Values::words:
      return "(" + join(argument.words, " ") + ")";
    case Values::files:
      return "_files";
    case Values::folders:
      return "_files -/";
    case Values::revisions:
      return "_expgate_revisions";
    case Values::format_and_file:
      return "_expgate_format_and_file";
  }
  return " ";
}

std::string specification_of(const Argument& option) {
  std::string out;
  const std::string value =
      option.values == Values::none ? "" : ":" + escaped(option.value) + ":" + action_of(option);
  for (const std::string& name : option.names) {
    const std::string apart = option.is_repeatable      ? "*"
                              : option.names.size() > 1 ? "(" + join(option.names, " ") + ")"
                                                        : "";
    const bool takes_equals = !value.empty() && name.starts_with("--");
    out += fmt::format(" \\\n    '{}{}{}[{}]{}'", apart, name, takes_equals ? "=" : "",
                       escaped(english(help_of(option))), value);
  }
  return out;
}

std::string specifications_of(const CommandNode& command) {
  std::string out;
  for (const Argument& option : command.options) out += specification_of(option);
  for (const Argument& argument : command.positionals)
    out += fmt::format(" \\\n    '{}:{}:{}'",
                       argument.is_repeatable ? "*"
                       : argument.is_required ? ""
                                              : ":",
                       escaped(argument.value), action_of(argument));
  return out;
}

std::string function_name(const CommandNode& command) {
  std::string name = command.name.empty() ? "_expgate" : "_expgate_" + command.name;
  for (char& c : name)
    if (c == ' ' || c == '-') c = '_';
  return name;
}

std::string function_of(const CommandNode& command) {
  if (command.commands.empty())
    return fmt::format(
        "{}() {{\n  local -a expgate_formats=({}) expgate_reports=({})\n  _arguments -s $common{}\n}}\n\n",
        function_name(command), join(command.formats, " "),
        join(command.reports.empty() ? command.formats : command.reports, " "), specifications_of(command));
  std::string below;
  std::string names;
  std::string calls;
  for (const CommandNode& each : command.commands) {
    below += function_of(each);
    names += fmt::format("\n        '{}:{}'", last_word(each), escaped(english(each.summary)));
    calls += fmt::format("\n        {}) {} ;;", last_word(each), function_name(each));
  }
  return below + fmt::format(R"shell({}() {{
  local curcontext=$curcontext context state state_descr line{}
  local -A opt_args
  _arguments -s -C -A '-*' $common ':command:->command' '*::argument:->arguments' && return
  case $state in
    command)
      local -a commands=({}
      )
      _describe command commands
      ;;
    arguments)
      case $words[1] in{}
      esac
      ;;
  esac
}}

)shell",
                             function_name(command),
                             command.name.empty()
                                 ? "\n  local -a expgate_formats=(@FORMATS@) expgate_reports=(@FORMATS@)\n  "
                                   "local -a common=(@COMMON@)"
                                 : "",
                             names, calls);
}

constexpr std::string_view kHelpers = R"shell(#compdef expgate
# zsh completion for expgate, printed by `expgate completion zsh`

_expgate_revisions() {
  local -a names=(${(f)"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)"})
  compadd -a names
}

_expgate_formats() {
  compadd -a expgate_formats
}

_expgate_format_and_file() {
  if compset -P '*='; then _files; else compadd -S = -a expgate_reports; fi
}

)shell";

}  // namespace

std::string zsh_completion(const CommandNode& root) {
  std::string common;
  for (const Argument& option : root.options) common += specification_of(option);
  std::string out = replaced(function_of(root), "@COMMON@", common);
  out = replaced(out, "@FORMATS@", join(root.formats, " "));
  return std::string(kHelpers) + out +
         "if [ \"$funcstack[1]\" = _expgate ]; then _expgate \"$@\"; else compdef _expgate expgate; fi\n";
}

}  // namespace expgate::app
