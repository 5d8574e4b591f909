#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/arguments.h"
#include "base/text.h"

// The commands as plain data, made from what each has declared (arguments.h): the help text, the manual page
// and the completions say the same because they come from the same place.
namespace expgate::app {

// An option, or an argument by position.
struct Argument {
  // What stands in its place, as far as a shell can know.
  enum class Values {
    none,
    unknown,
    words,
    files,
    folders,
    revisions,    // tags, branches
    experiments,  // those, and records
    ranges,       // A..B
    branches,
    refs,  // branches, and tags/NAME
    remotes,
    remotes_and_branches,
    fields,   // of experiments: columns and metrics
    metrics,  // that experiments state
    format_and_file,
  };

  std::vector<std::string> names;  // "-q", "--quiet"; empty: an argument by position
  std::string value;               // as help calls it: "FILE"; empty: takes none
  Values values = Values::none;
  std::vector<std::string> words;  // the choices, or the formats in front of a `=FILE`
  Text help;
  Text fallback;  // what applies without it
  bool is_required = false;
  bool is_repeatable = false;
  std::string files_with;  // the option with which files stand in its place
};

// A command, and the commands below it.
struct CommandNode {
  std::string name;  // whole: "policy show"
  Msgid summary;
  Msgid footer;
  std::vector<Argument> positionals;
  std::vector<Argument> options;     // its own; those of all commands are the root's
  std::vector<std::string> formats;  // that --format takes here
  std::vector<CommandNode> commands;
  std::vector<std::string> reports;  // that --report takes here, where it is not what --format takes
  std::vector<Example> examples;
};

// All of the program. The root has no name.
CommandNode command_tree();

// The commands that take arguments themselves, in the order of the help text: "ci", "policy show", ….
std::vector<const CommandNode*> leaves_of(const CommandNode& root);

// The options of all commands as this command takes them: with its formats, and without those that it does
// not take.
std::vector<Argument> common_options(const CommandNode& root, const CommandNode& command);

// The help of an argument with what counts without it.
Text help_of(const Argument& argument);

// The last word of the command's name.
std::string_view last_word(const CommandNode& command);

}  // namespace expgate::app
