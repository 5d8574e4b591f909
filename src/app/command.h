#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/arguments.h"
#include "base/result.h"
#include "gate/settings.h"

namespace expgate::app {

// The options that every command knows (docs/reports.md).
struct Common {
  std::string policy;  // --policy FILE; empty: found by the mode's own rules
  std::string format = "text";
  std::vector<std::string> reports;  // --report FORMAT=FILE
  std::string mode;                  // --mode: "enforce", "warn", or empty
  std::string color = "auto";
  bool quiet = false;
  bool verbose = false;
  bool help = false;
  bool version = false;

  [[nodiscard]] gate::Settings gate_settings() const { return {policy, mode == "warn"}; }
};

// One command: one file in this folder, one entry in commands.cpp. `declare` adds the command's own arguments
// and returns the action, or an empty one if only the commands below it do something. `common` is filled in
// by the time that the action runs, and outlives it.
struct Command {
  std::string_view name;
  Msgid summary;
  Action (*declare)(CommandArguments& arguments, const Common& common);
};

// All commands in the order of the help text.
std::span<const Command* const> commands();

// A heading of the help text, and how many commands stand below it.
struct CommandGroup {
  Msgid title;
  std::size_t size;
};

// The groups of commands(), in the same order.
std::span<const CommandGroup> command_groups();

// Declares the options that every command knows.
void declare_common(CommandArguments& arguments, Common& common);

// The names of all commands, without those below one: "ci", "policy".
std::vector<std::string> command_names();

// The error about a command of that name, which is none of `names`.
Error no_command(const std::string& name, const std::vector<std::string>& names);

// Runs the program: parses the arguments, runs the command, prints an error if there is one. Returns the exit
// code.
int main(int argc, char** argv);

}  // namespace expgate::app
