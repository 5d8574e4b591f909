#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace expgate::git {

// What a program that ran to its end left behind.
struct CommandOutput {
  int code = 0;  // its exit code; 128 + the signal's number if a signal ended it
  std::string out;
  std::string err;

  [[nodiscard]] bool ok() const { return code == 0; }
};

// What the program argv[0] (looked up in PATH, no shell) does with `input` on its stdin; an error where it
// cannot be started. A code other than 0 is no error here. Replace refs are switched off for it
// (git-replace(1)).
Result<CommandOutput> run(std::vector<std::string> argv, std::string_view input = {});

// The same, for at most that long and in a process group of its own, all of which is ended then. Nothing: it
// took longer. One that writes more than 64 MiB to stdout is ended as by a signal.
Result<std::optional<CommandOutput>> run_for(std::chrono::milliseconds most, std::vector<std::string> argv);

// The same with an input, and with these variables ("NAME=value") in its environment.
Result<std::optional<CommandOutput>> run_for(std::chrono::milliseconds most, std::vector<std::string> argv,
                                             std::string_view input,
                                             const std::vector<std::string>& variables = {});

// Is given what a program writes to stdout, as it comes. Returns whether it wants more.
using TakeOutput = std::function<bool(std::string_view)>;

// The same with an input, and with a stdout that `take` is given piece by piece and `out` lacks. When it
// wants no more, the program and its group are ended.
Result<std::optional<CommandOutput>> stream_for(std::chrono::milliseconds most, std::vector<std::string> argv,
                                                std::string_view input, const TakeOutput& take);

// What a command line begins with if it is to reach a remote without asking anybody for anything: the user of
// a hook does not expect it. `ssh` is the setting core.sshCommand.
std::vector<std::string> without_questions(const std::optional<std::string>& ssh);

// The stdout of a program that must succeed; where it does not, an error with the last line of its stderr.
Result<std::string> output_of(std::vector<std::string> argv, std::string_view input = {});

}  // namespace expgate::git
