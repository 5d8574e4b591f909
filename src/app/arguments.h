#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

// What commands take, declared once: parsing, help, completions and the manual page are all made from this.
namespace expgate::app {

// What a command does once its arguments are read. Returns the exit code.
using Action = std::function<Result<int>()>;

// An option, a flag, or an argument by position.
struct ArgumentSpec {
  std::vector<std::string> names;  // "-q", "--quiet"; empty: an argument by position
  std::string value;               // as help calls it: "FILE"; empty: a flag
  Text help;                       // a phrase without a full stop
  Text fallback;                   // what applies without it; empty: help need not say
  std::vector<std::string> choices;
  bool is_required = false;
  bool is_final = false;        // nothing else is checked once it is given, as with --help
  bool takes_branches = false;  // a branch can stand where a remote can
  bool takes_records = false;   // a record in results/ can stand where a revision can
  std::string files_with;       // the option ("--merge") with which files stand in its place

  // The names ("--server", "REPO") of what cannot be given with it, and of what has to be.
  std::vector<std::string> excludes;
  std::vector<std::string> needs;

  Result<void> (*check)(const std::string& value) = nullptr;  // an error says what is wrong with the value

  // The name in messages: "--quiet", "FILE".
  [[nodiscard]] const std::string& name() const { return names.empty() ? value : names.back(); }
};

// Where a value goes; it is left alone if the argument is not given. A vector takes one value each time.
using Target = std::variant<bool*, std::string*, std::optional<std::string>*, std::optional<std::size_t>*,
                            std::vector<std::string>*>;

struct Declared {
  ArgumentSpec spec;
  Target target;

  [[nodiscard]] bool is_repeatable() const {
    return std::holds_alternative<std::vector<std::string>*>(target);
  }
};

// A command line that somebody can type as it stands, and what it does.
struct Example {
  std::string_view line;  // "expgate ci --range main..HEAD"
  Msgid what;             // a phrase without a full stop
};

// The arguments of one command, or of the commands below it.
class CommandArguments {
 public:
  explicit CommandArguments(std::string name, Msgid summary = {}, Action action = {})
      : name_(std::move(name)), summary_(summary), action_(std::move(action)) {}

  void add(ArgumentSpec spec, Target target) { declared_.push_back({std::move(spec), target}); }

  // A command below this one, for its arguments. The reference stays valid.
  CommandArguments& command(const std::string& name, Msgid summary, Action action);

  // A paragraph below the help.
  void footer(Msgid text) { footer_ = text; }

  // Examples below the options, in the order of the calls.
  void example(std::string_view line, Msgid what) { examples_.push_back({line, what}); }

  // What --format takes. Without either of these two calls: text only.
  void formats(std::vector<std::string> formats) { formats_ = std::move(formats); }
  void writes_report() { writes_report_ = true; }

  // What --report takes beside that, in `FORMAT=FILE`. Without this call, or the one above: nothing.
  void reports(std::vector<std::string> formats) { reports_ = std::move(formats); }

  [[nodiscard]] const std::string& name() const { return name_; }  // whole: "policy show"
  [[nodiscard]] Msgid summary() const { return summary_; }
  [[nodiscard]] Msgid footer() const { return footer_; }
  [[nodiscard]] const std::vector<Example>& examples() const { return examples_; }
  [[nodiscard]] const Action& action() const { return action_; }
  [[nodiscard]] const std::vector<Declared>& declared() const { return declared_; }
  [[nodiscard]] const std::deque<CommandArguments>& commands() const { return commands_; }
  [[nodiscard]] bool is_report() const { return writes_report_; }
  [[nodiscard]] const std::vector<std::string>& reports() const {
    return reports_;
  }                                                        // empty with is_report()
  [[nodiscard]] std::vector<std::string> formats() const;  // every name that --format takes

 private:
  std::string name_;
  Msgid summary_;
  Msgid footer_;
  std::vector<Example> examples_;
  Action action_;
  std::vector<Declared> declared_;
  std::deque<CommandArguments> commands_;
  std::vector<std::string> formats_ = {"text"};
  std::vector<std::string> reports_;
  bool writes_report_ = false;
};

// What a command of that name takes; nothing: there is none.
using DeclaredBy = std::function<std::optional<CommandArguments>(const std::string& name)>;

// Where in `words` the name of a command stands: the first that is neither an option of `common`, or of the
// command itself, nor the value of one. Nothing: there is none. An error: an unknown option comes first.
Result<std::optional<std::size_t>> find_command(const std::vector<std::string>& words,
                                                const CommandArguments& common,
                                                const DeclaredBy& declared_by);

// Reads `words`, the command line without the names of program and command, into the targets of both.
// An error names the word that is wrong and, if there is one, the right one near to it.
Result<void> parse(const std::vector<std::string>& words, const CommandArguments& common,
                   const CommandArguments& own);

// Says how to list the options of that command; of the program if `command` is empty.
Text help_hint(std::string_view command);

}  // namespace expgate::app
