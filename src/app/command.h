#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gate/settings.h"

namespace CLI {
class App;
}

namespace expgate::app {

// The options that every command knows (docs/reports.md).
struct Common {
  std::string policy;  // --policy FILE; empty: found by the mode's own rules
  std::string format = "text";
  std::vector<std::string> reports;  // --report FORMAT=FILE
  std::string mode = "enforce";
  std::string color = "auto";
  bool quiet = false;
  bool verbose = false;

  [[nodiscard]] gate::Settings gate_settings() const { return {policy, mode == "warn"}; }
};

// What a command does once its arguments are read; yields the exit code.
using Action = std::function<Result<int>()>;

// One command: one file in this folder, one entry in commands.cpp. `declare` adds the command's own arguments
// to `sub` and returns the action; `common` is filled in by then, and outlives it.
struct Command {
  std::string_view name;
  std::string_view summary;
  Action (*declare)(CLI::App& sub, const Common& common);
  std::span<const std::string_view> formats = {};  // that --format takes, where it writes no report
};

// All commands in the order of the help text.
std::span<const Command* const> commands();

// Declares the program with every command and its arguments: for what describes them (command_tree.h).
void declare_all(CLI::App& cli, Common& common);

// Runs the program: parses the arguments, runs the command, prints an error if there is one. Yields the exit
// code.
int main(int argc, char** argv);

}  // namespace expgate::app
