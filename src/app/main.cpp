#include <algorithm>
#include <vector>

#include "app/command.h"
#include "app/crash.h"
#include "app/formats.h"
#include "app/help/answer_shell.h"
#include "app/help/command_tree.h"
#include "app/help/help_text.h"
#include "app/output.h"
#include "app/trace_file.h"
#include "app/version_command.h"
#include "base/environment.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "model/report.h"
#include "text/suggestion.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

const Command* find(const std::string& name) {
  const auto all = commands();
  const auto found = std::ranges::find(all, name, &Command::name);
  return found == all.end() ? nullptr : *found;
}

// Takes the name of a command out of `words`. Nothing: there is none.
Result<std::optional<std::string>> take_command(std::vector<std::string>& words,
                                                const CommandArguments& shared,
                                                const DeclaredBy& declared_by) {
  TRY_ASSIGN(const auto at, find_command(words, shared, declared_by));
  if (!at) return std::optional<std::string>{};
  const auto place = words.begin() + static_cast<std::ptrdiff_t>(*at);
  std::string name = std::move(*place);
  words.erase(place);
  return std::optional(std::move(name));
}

// "check", "show".
std::vector<std::string> names_below(const CommandArguments& own) {
  std::vector<std::string> names;
  for (const CommandArguments& each : own.commands())
    names.push_back(each.name().substr(own.name().size() + 1));
  return names;
}

Text commands_hint(const CommandArguments& own) {
  return tr("`expgate help {command}` lists its commands", {{"command", own.name()}});
}

// Of a command with commands below it, the one that is meant; the command itself if none is named.
Result<const CommandArguments*> choose(std::vector<std::string>& words, const CommandArguments& shared,
                                       const CommandArguments& own) {
  if (own.commands().empty()) return &own;
  const auto declared_by = [&](const std::string& name) -> std::optional<CommandArguments> {
    for (const CommandArguments& each : own.commands())
      if (each.name() == own.name() + " " + name) return each;
    return std::nullopt;
  };
  TRY_ASSIGN(const auto name, take_command(words, shared, declared_by));
  if (!name) return &own;
  for (const CommandArguments& each : own.commands())
    if (each.name() == own.name() + " " + *name) return &each;
  const std::string printable = text::printable(*name);
  if (const auto meant = text::suggestion(*name, names_below(own)))
    return fail(tr("unknown command `{command} {word}`; did you mean `{command} {meant}`?",
                   {{"command", own.name()}, {"word", printable}, {"meant", *meant}}),
                commands_hint(own));
  return fail(tr("unknown command `{command} {word}`", {{"command", own.name()}, {"word", printable}}),
              commands_hint(own));
}

// Whether a command that judges nothing can write that `FORMAT=FILE`.
Result<void> check_report(const std::string& report, const CommandArguments& own) {
  if (own.reports().empty())
    return fail(tr("`{command}` writes no report, so it does not take `--report`", {{"command", own.name()}}),
                help_hint(own.name()));
  const std::size_t equals = report.find('=');
  const std::string format = report.substr(0, equals);
  if (std::ranges::count(own.reports(), format) > 0 && equals != std::string::npos &&
      equals + 1 < report.size())
    return {};
  return fail(tr("`--report` of `{command}` takes {formats} and a file, not `{report}`",
                 {{"command", own.name()},
                  {"formats", text::one_of(own.reports())},
                  {"report", text::printable(report)}}),
              tr("write `--report {format}=FILE`", {{"format", own.reports().front()}}));
}

// Whether the command can write what --format and --report ask for.
Result<void> check_output_options(const Common& common, const CommandArguments& own) {
  if (own.is_report()) return check_output(common);
  for (const std::string& report : common.reports) TRY(check_report(report, own));
  const std::vector<std::string> formats = own.formats();
  if (std::ranges::count(formats, common.format) > 0) return {};
  const std::string format = text::printable(common.format);
  if (formats.size() == 1)
    return fail(tr("`{command}` only prints text, so it does not take `--format {format}`",
                   {{"command", own.name()}, {"format", format}}),
                help_hint(own.name()));
  if (const auto meant = text::suggestion(common.format, formats))
    return fail(tr("`--format` of `{command}` takes {formats}, not `{format}`; did you mean `{meant}`?",
                   {{"command", own.name()},
                    {"formats", text::one_of(formats)},
                    {"format", format},
                    {"meant", *meant}}),
                help_hint(own.name()));
  return fail(tr("`--format` of `{command}` takes {formats}, not `{format}`",
                 {{"command", own.name()}, {"formats", text::one_of(formats)}, {"format", format}}),
              help_hint(own.name()));
}

// Runs what the command line asks for. A command that judges and fails has said nothing about what it judged.
Result<int> act(const CommandArguments& chosen, const Action& action, const Common& common) {
  Result<int> code = action();
  if (code || !chosen.is_report()) return code;
  print_undecided(code.error(), common);
  return exit_code(Verdict::undecided);
}

// Only the command that is asked for is declared: a hook starts thousands of times a day.
Result<int> run(std::vector<std::string> words, Common& common) {
  CommandArguments shared("");
  declare_common(shared, common);
  const auto declared_by = [&](const std::string& name) -> std::optional<CommandArguments> {
    const Command* command = find(name);
    if (command == nullptr) return std::nullopt;
    CommandArguments own(name);
    command->declare(own, common);
    return own;
  };
  TRY_ASSIGN(const auto name, take_command(words, shared, declared_by));
  if (!name) {
    TRY(parse(words, shared, CommandArguments("")));
    if (common.version) return print_version();
    if (common.help) return print_help("");
    return fail(tr("no command was given"), help_hint(""));
  }
  const Command* command = find(*name);
  if (command == nullptr) return tl::unexpected(no_command(*name, command_names()));
  CommandArguments own(*name);
  const Action action = command->declare(own, common);
  TRY_ASSIGN(const CommandArguments* chosen, choose(words, shared, own));
  TRY(parse(words, shared, *chosen));
  if (common.version) return print_version();
  if (common.help) return print_help(chosen->name());
  if (!chosen->commands().empty())
    return fail(tr("`{command}` needs a command after it: {commands}",
                   {{"command", own.name()}, {"commands", text::one_of(names_below(own))}}),
                commands_hint(own));
  TRY(check_output_options(common, *chosen));
  const TraceFile trace(chosen->name());
  return act(*chosen, chosen == &own ? action : chosen->action(), common);
}

}  // namespace

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command* command : commands()) names.emplace_back(command->name);
  return names;
}

Error no_command(const std::string& name, const std::vector<std::string>& names) {
  const std::string printable = text::printable(name);
  if (const auto meant = text::suggestion(name, names))
    return {tr("unknown command `{command}`; did you mean `{meant}`?",
               {{"command", printable}, {"meant", *meant}}),
            help_hint("")};
  for (const CommandNode& group : command_tree().commands)
    for (const CommandNode& below : group.commands)
      if (last_word(below) == name)
        return {tr("unknown command `{command}`; did you mean `{meant}`?",
                   {{"command", printable}, {"meant", below.name}}),
                help_hint("")};
  return {tr("unknown command `{command}`", {{"command", printable}}), help_hint("")};
}

int main(int argc, char** argv) {
  catalogue::set_language(catalogue::language_of_environment(environment));
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!words.empty() && words.front() == kCompleteCommand)
    return answer_shell({words.begin() + 1, words.end()});
  refuse_on_crash();
  Common common;
  const Result<int> code = run(words, common);
  if (code) return *code;
  print_error(code.error(), common);
  return exit_code(Verdict::undecided);
}

}  // namespace expgate::app
