#include <algorithm>

#include <fmt/core.h>

#include "app/help/completion.h"
#include "base/strings.h"

namespace expgate::app {

namespace {

using Values = Argument::Values;

// A line of a `case`: what is wanted at a place.
std::string branch(const std::string& pattern, const Argument& argument) {
  std::string wants;
  switch (argument.values) {
    case Values::none:
    case Values::unknown:
      return "";
    case Values::words:
      wants = join(argument.words, " ");
      break;
    case Values::files:
      wants = "@files";
      break;
    case Values::folders:
      wants = "@folders";
      break;
    case Values::revisions:
      wants = "@revisions";
      break;
    case Values::format_and_file:
      wants = "@formats " + join(argument.words, "= ") + "=";
      break;
  }
  return fmt::format("    {}) wants='{}' ;;\n", pattern, wants);
}

// What follows an option, for each: those of all commands come last.
std::string values_of_options(const CommandNode& root) {
  std::string own;
  for (const CommandNode* command : leaves_of(root)) {
    for (const Argument& option : command->options)
      for (const std::string& name : option.names)
        own += branch("'" + command->name + " " + name + "'", option);
    if (!command->reports.empty())
      own += fmt::format("    '{} --report') wants='@formats {}=' ;;\n", command->name,
                         join(command->reports, "= "));
    if (command->formats != root.formats)
      own += fmt::format("    '{} --format') wants='{}' ;;\n", command->name, join(command->formats, " "));
  }
  for (const Argument& option : root.options)
    for (const std::string& name : option.names) own += branch("*' " + name + "'", option);
  return own;
}

std::string values_of_positionals(const CommandNode& root) {
  std::string out;
  for (const CommandNode* command : leaves_of(root))
    for (std::size_t at = 0; at < command->positionals.size(); ++at) {
      const Argument& argument = command->positionals[at];
      const std::string place = argument.is_repeatable ? "'*" : std::to_string(at) + "'";
      out += branch("'" + command->name + " " + place, argument);
    }
  return out;
}

std::string names_of(const std::vector<Argument>& options) {
  std::string names;
  for (const Argument& option : options)
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  return names;
}

std::string options_of_commands(const CommandNode& root) {
  std::string out;
  for (const CommandNode* command : leaves_of(root))
    if (!command->options.empty())
      out += fmt::format("      '{}') wants+=' {}' ;;\n", command->name, names_of(command->options));
  return out;
}

// The options that take a value, of any command.
std::string options_with_value(const CommandNode& root) {
  std::vector<std::string> names;
  const auto add = [&](const std::vector<Argument>& options) {
    for (const Argument& option : options)
      if (option.values != Values::none) names.insert(names.end(), option.names.begin(), option.names.end());
  };
  add(root.options);
  for (const CommandNode* command : leaves_of(root)) add(command->options);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return join(names, " | ");
}

// The commands below each command, and all names of commands as patterns.
std::string commands_below(const CommandNode& node, std::string& patterns) {
  if (node.commands.empty()) return "";
  std::string words;
  std::string below;
  for (const CommandNode& command : node.commands) {
    words += (words.empty() ? "" : " ") + std::string(last_word(command));
    patterns += (patterns.empty() ? "'" : " | '") + command.name + "'";
    below += commands_below(command, patterns);
  }
  return fmt::format("    '{} 0') wants='{}' ;;\n", node.name, words) + below;
}

// In front: what was typed so far. `=` is a word of its own to bash.
constexpr std::string_view kReading =
    R"shell(# bash completion for expgate, printed by `expgate completion bash`
_expgate() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' wants='' skips='' place=0 at word
  if [ "$current" = = ] || [ "$before" = = ]; then
    if [ "$current" = = ]; then current=; else before=${COMP_WORDS[COMP_CWORD - 2]}; fi
    case $before in -*) ;; *) before='=FILE' ;; esac
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    word=${COMP_WORDS[at]}
    if [ "$skips" ] || [ "$word" = = ] || [ "${COMP_WORDS[at - 1]}" = = ]; then
      skips=
      continue
    fi
    case $word in
      @VALUED@) skips=yes ;;
      -*) ;;
      *)
        case "${command:+$command }$word" in
          @COMMANDS@) command=${command:+$command }$word ;;
          *) place=$((place + 1)) ;;
        esac
        ;;
    esac
  done
)shell";

constexpr std::string_view kAnswering = R"shell(
  COMPREPLY=()
  case $wants in
    '') ;;
    @files) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    @folders) compopt -o filenames && mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
    @revisions)
      mapfile -t COMPREPLY < <(compgen -W "$(git for-each-ref --format='%(refname:short)' 2>/dev/null)" -- "$current")
      ;;
    @formats*) compopt -o nospace && mapfile -t COMPREPLY < <(compgen -W "${wants#@formats }" -- "$current") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$wants" -- "$current") ;;
  esac
}
complete -F _expgate expgate
)shell";

}  // namespace

std::string bash_completion(const CommandNode& root) {
  std::string patterns;
  const std::string below = commands_below(root, patterns);
  std::string out = replaced(std::string(kReading), "@VALUED@", options_with_value(root));
  out = replaced(out, "@COMMANDS@", patterns);
  out += "  case \"$command $before\" in\n    *' =FILE') wants=@files ;;\n" + values_of_options(root) +
         "  esac\n";
  out += "  if [ -z \"$wants\" ] && [[ $current = -* ]]; then\n    wants='" + names_of(root.options) +
         "'\n    case $command in\n" + options_of_commands(root) +
         "    esac\n  elif [ -z \"$wants\" ]; then\n";
  out += "    case $before in @VALUED@) return ;; esac\n    case \"$command $place\" in\n" + below +
         values_of_positionals(root) + "    esac\n  fi";
  return replaced(out, "@VALUED@", options_with_value(root)) + std::string(kAnswering);
}

}  // namespace expgate::app
