#include <algorithm>
#include <exception>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "app/command.h"
#include "app/formats.h"
#include "app/output.h"
#include "app/trace_file.h"
#include "base/strings.h"
#include "base/version.h"
#include "model/report.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

void declare_common(CLI::App& app, Common& common) {
  app.add_option("--policy", common.policy, "Judge by this policy file")->type_name("FILE");
  app.add_option("--format", common.format, "How to write the report: " + format_names())
      ->type_name("FORMAT");
  app.add_option("--report", common.reports, "Write the report in FORMAT to FILE too (repeatable)")
      ->type_name("FORMAT=FILE")
      ->allow_extra_args(false);
  app.add_option("--mode", common.mode, "enforce, or warn: show violations, but exit 0")
      ->check(CLI::IsMember({"enforce", "warn"}))
      ->type_name("MODE");
  app.add_option("--color", common.color, "auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  app.add_flag("-q,--quiet", common.quiet, "Print nothing but violations and errors");
  app.add_flag("-v,--verbose", common.verbose, "Say what was judged, too");
}

// Only a command that is asked for is declared, all of them for the help text: a hook starts thousands of
// times a day.
bool is_asked_for(const Command& command, int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    if (command.name == argv[i]) return true;
  return false;
}

// The first word that stands where a command should: no option, nor the value of one.
std::string first_word(int argc, char** argv) {
  constexpr std::string_view kWithValue[] = {"--policy", "--format", "--report", "--mode", "--color"};
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (std::find(std::begin(kWithValue), std::end(kWithValue), word) != std::end(kWithValue))
      ++i;
    else if (!word.starts_with('-'))
      return std::string(word);
  }
  return {};
}

void declare_program(CLI::App& cli, Common& common) {
  cli.description("expgate: the gate of a deep-learning team's Git");
  cli.name("expgate");
  cli.require_subcommand(1);
  cli.fallthrough();
  cli.set_version_flag("--version", "expgate " + std::string(version()));
  declare_common(cli, common);
}

// For the help of one command: what else it takes.
std::string common_options(const CLI::App& cli) {
  std::vector<std::string> names;
  for (const CLI::Option* option : cli.get_options())
    if (option != cli.get_help_ptr() && option != cli.get_version_ptr())
      names.push_back("--" + option->get_lnames().front());
  return "As every command it takes " + join(names, ", ") + ":\nexpgate --help tells them.";
}

Error no_command(const std::string& word) {
  std::vector<std::string> names;
  for (const Command* command : commands()) names.emplace_back(command->name);
  const auto meant = nearest(word, names);
  return {"`" + text::printable(word) + "` is no command" + (meant ? ", did you mean `" + *meant + "`?" : ""),
          "expgate --help lists the commands"};
}

}  // namespace

void declare_all(CLI::App& cli, Common& common) {
  declare_program(cli, common);
  for (const Command* command : commands())
    command->declare(*cli.add_subcommand(std::string(command->name), std::string(command->summary)), common);
}

int main(int argc, char** argv) {
  Common common;
  std::map<const CLI::App*, Action> actions;
  CLI::App cli;
  declare_program(cli, common);
  const auto all = commands();
  const bool one_is_asked_for = std::any_of(
      all.begin(), all.end(), [&](const Command* command) { return is_asked_for(*command, argc, argv); });
  for (const Command* command : all) {
    const bool is_asked = is_asked_for(*command, argc, argv);
    if (one_is_asked_for && !is_asked) continue;
    CLI::App* sub = cli.add_subcommand(std::string(command->name), std::string(command->summary));
    if (!is_asked) continue;
    actions[sub] = command->declare(*sub, common);
    sub->footer([&cli] { return common_options(cli); });
  }
  try {
    cli.parse(argc, argv);
  } catch (const CLI::Success& success) {
    return cli.exit(success);
  } catch (const CLI::ParseError& error) {
    if (const std::string word = first_word(argc, argv); !one_is_asked_for && !word.empty()) {
      print_error(no_command(word), common);
      return exit_code(Verdict::undecided);
    }
    print_error({error.what(), "expgate --help lists the commands and their options"}, common);
    return exit_code(Verdict::undecided);
  }
  const CLI::App* command = cli.get_subcommands().front();
  const TraceFile trace(command->get_name());
  const Result<int> code = actions.at(command)();
  if (code) return *code;
  print_error(code.error(), common);
  return exit_code(Verdict::undecided);
}

}  // namespace expgate::app
