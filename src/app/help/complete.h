#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/help/command_tree.h"

// What can follow on a command line: `expgate __complete` asks this for the shells.
namespace expgate::app {

struct Candidate {
  std::string word;  // the whole word: "--color=always"
  Text help;         // may be empty
};

struct Completion {
  enum class Paths { none, files, folders };
  std::vector<Candidate> candidates;
  Paths paths = Paths::none;  // the shell has to list these
  std::string before_path;    // what of the last word stands in front of the path: "json="
};

// The names in the repository that can stand for such a value, and begin with `typed`.
using FindNames = std::function<std::vector<Candidate>(Argument::Values values, std::string_view typed)>;

// Returns what can stand for the last of `words`, the line up to the cursor without the name of the program.
// It may be empty.
Completion complete(const CommandNode& root, const std::vector<std::string>& words,
                    const FindNames& find_names);

}  // namespace expgate::app
