#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace expgate::input {

// A command line of git: `git -C sub -c push.default=matching push origin main`.
struct GitCommand {
  std::vector<std::string> options;  // git's own, in front of the command, with their values
  std::string name;                  // the command, or an alias
  std::vector<std::string> words;    // what follows

  // What -c and --config-env say, these options included: a hook runs at the right place already, which the
  // others are about.
  [[nodiscard]] std::vector<std::string> settings() const;
};

// The command line taken apart. Nothing: it names no command.
std::optional<GitCommand> parse_git_command(std::span<const std::string> argv);

}  // namespace expgate::input
