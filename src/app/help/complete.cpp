#include "app/help/complete.h"

#include <algorithm>
#include <utility>

#include "base/strings.h"
#include "rules/rule.h"

namespace expgate::app {

namespace {

using Values = Argument::Values;

// The words before the last, taken apart.
struct Typed {
  const CommandNode* command = nullptr;
  std::vector<std::string> positionals;
  std::vector<std::string> options;    // names that were given
  const Argument* awaiting = nullptr;  // an option whose value is the last word
  bool only_positionals = false;       // behind `--`
  bool is_known = true;                // false: a command that there is not
};

bool is_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

const Argument* named(const std::vector<Argument>& options, std::string_view name) {
  const auto found = std::ranges::find_if(
      options, [&](const Argument& each) { return std::ranges::find(each.names, name) != each.names.end(); });
  return found == options.end() ? nullptr : &*found;
}

// The option as that command takes it, or one of the commands below it.
const Argument* find_option(const CommandNode& command, std::string_view name) {
  if (const Argument* own = named(command.options, name)) return own;
  for (const CommandNode& below : command.commands)
    if (const Argument* option = find_option(below, name)) return option;
  return nullptr;
}

const CommandNode* below(const CommandNode& command, std::string_view word) {
  const auto found = std::ranges::find_if(command.commands,
                                          [&](const CommandNode& each) { return last_word(each) == word; });
  return found == command.commands.end() ? nullptr : &*found;
}

Typed read_words(const CommandNode& root, const std::vector<std::string>& words) {
  Typed typed{&root, {}, {}, nullptr, false, true};
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const std::string& word = words[at];
    if (word == "--" && !typed.only_positionals) {
      typed.only_positionals = true;
    } else if (is_option(word) && !typed.only_positionals) {
      const std::string name = word.substr(0, word.find('='));
      typed.options.push_back(name);
      const Argument* option = find_option(*typed.command, name);
      if (option == nullptr) option = named(root.options, name);
      if (option == nullptr || option->values == Values::none || name != word) continue;
      if (++at + 1 == words.size()) typed.awaiting = option;
    } else if (!typed.command->commands.empty()) {
      const CommandNode* command = below(*typed.command, word);
      typed.is_known &= command != nullptr;
      if (command != nullptr) typed.command = command;
    } else {
      typed.positionals.push_back(word);
    }
  }
  return typed;
}

std::vector<Candidate> commands_of(const CommandNode& node) {
  std::vector<Candidate> candidates;
  for (const CommandNode& command : node.commands)
    candidates.push_back({std::string(last_word(command)), command.summary});
  return candidates;
}

std::vector<Candidate> words_of(const Argument& argument) {
  std::vector<Candidate> candidates;
  if (argument.value == "RULE") {
    for (const Declaration* rule : rules::declarations())
      candidates.push_back({std::string(rule->id), rule->summary});
    return candidates;
  }
  for (const std::string& word : argument.words) candidates.push_back({word, {}});
  return candidates;
}

// Keeps those that begin with what was typed, each with what stands in front of the value.
void take(Completion& completion, std::vector<Candidate> candidates, const std::string& before,
          std::string_view typed) {
  for (Candidate& each : candidates)
    if (each.word.starts_with(typed))
      completion.candidates.push_back({before + each.word, std::move(each.help)});
}

// What can stand for the argument where `typed` is there already, behind `before` ("--format=").
Completion values_of(const Argument& argument, const std::string& before, const std::string& typed,
                     const FindNames& find_names) {
  Completion completion;
  switch (argument.values) {
    case Values::none:
    case Values::unknown:
      break;
    case Values::words:
      take(completion, words_of(argument), before, typed);
      break;
    case Values::files:
    case Values::folders:
      completion.paths =
          argument.values == Values::files ? Completion::Paths::files : Completion::Paths::folders;
      completion.before_path = before;
      break;
    case Values::format_and_file:
      if (const std::size_t equals = typed.find('='); equals != std::string::npos) {
        completion.paths = Completion::Paths::files;
        completion.before_path = before + typed.substr(0, equals + 1);
        break;
      }
      for (const std::string& format : argument.words)
        if (format.starts_with(typed)) completion.candidates.push_back({before + format + "=", {}});
      break;
    case Values::ranges: {
      const std::size_t dots = typed.rfind("..");
      const std::size_t start = dots == std::string::npos ? 0 : typed.find_first_not_of('.', dots);
      const std::string front = typed.substr(0, start);
      const std::string rest = start == std::string::npos ? "" : typed.substr(start);
      take(completion, find_names(Values::revisions, rest), before + front, rest);
      break;
    }
    default:
      take(completion, find_names(argument.values, typed), before, typed);
  }
  return completion;
}

Completion options_of(const Typed& typed, const std::vector<Argument>& known, const std::string& last) {
  Completion completion;
  for (const Argument& option : known) {
    const bool is_given = std::ranges::any_of(option.names, [&](const std::string& name) {
      return std::ranges::find(typed.options, name) != typed.options.end();
    });
    if (is_given && !option.is_repeatable) continue;
    if (option.names.back().starts_with(last))
      completion.candidates.push_back({option.names.back(), help_of(option)});
  }
  return completion;
}

// `expgate help policy sh`: the commands below those that are named.
Completion commands_to_describe(const CommandNode& root, const Typed& typed, const std::string& last) {
  const CommandNode* node = &root;
  for (const std::string& word : typed.positionals)
    if (node != nullptr) node = below(*node, word);
  Completion completion;
  if (node != nullptr) take(completion, commands_of(*node), "", last);
  return completion;
}

}  // namespace

Completion complete(const CommandNode& root, const std::vector<std::string>& words,
                    const FindNames& find_names) {
  if (words.empty()) return {};
  const std::string& last = words.back();
  const Typed typed = read_words(root, words);
  std::vector<Argument> known = typed.command->options;
  std::ranges::copy(common_options(root, *typed.command), std::back_inserter(known));
  if (typed.awaiting != nullptr) {
    const Argument* option = named(known, typed.awaiting->names.back());  // as this command takes it
    return values_of(option == nullptr ? *typed.awaiting : *option, "", last, find_names);
  }
  if (last.starts_with('-') && !typed.only_positionals) {
    const std::size_t equals = last.find('=');
    if (equals == std::string::npos) return options_of(typed, known, last);
    const Argument* option = named(known, last.substr(0, equals));
    if (option == nullptr || !last.starts_with("--")) return {};
    return values_of(*option, last.substr(0, equals + 1), last.substr(equals + 1), find_names);
  }
  if (!typed.is_known) return {};
  Completion completion;
  if (!typed.command->commands.empty()) {
    take(completion, commands_of(*typed.command), "", last);
    return completion;
  }
  const std::vector<Argument>& takes = typed.command->positionals;
  if (takes.empty()) return {};
  if (takes.front().value == "COMMAND") return commands_to_describe(root, typed, last);
  const std::size_t place = typed.positionals.size();
  if (place >= takes.size() && !takes.back().is_repeatable) return {};
  Argument argument = takes[std::min(place, takes.size() - 1)];
  if (std::ranges::find(typed.options, argument.files_with) != typed.options.end())
    argument.values = Values::files;
  return values_of(argument, "", last, find_names);
}

}  // namespace expgate::app
