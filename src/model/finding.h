#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/declaration.h"
#include "model/oid.h"

namespace expgate {

enum class Severity { off, warn, error };

// A program with its arguments. Quoted once, where text is written.
using Command = std::vector<std::string>;

// Commands that many findings share: what mends one commit of a push mends all of it. Never changed in place.
class Commands {
 public:
  Commands() = default;
  Commands(std::vector<Command> list)  // NOLINT(google-explicit-constructor)
      : list_(std::make_shared<const std::vector<Command>>(std::move(list))) {}
  Commands(std::initializer_list<Command> list) : Commands(std::vector<Command>(list)) {}

  [[nodiscard]] const std::vector<Command>& list() const {
    static const std::vector<Command> none;
    return list_ ? *list_ : none;
  }
  [[nodiscard]] bool empty() const { return list().empty(); }
  [[nodiscard]] const Command& at(std::size_t index) const { return list().at(index); }
  [[nodiscard]] const Command& front() const { return list().front(); }

  // The same commands and one more, first or last.
  [[nodiscard]] Commands after(Command first) const {
    std::vector<Command> all{std::move(first)};
    all.insert(all.end(), list().begin(), list().end());
    return all;
  }
  [[nodiscard]] Commands before(Command last) const {
    std::vector<Command> all = list();
    all.push_back(std::move(last));
    return all;
  }
  friend bool operator==(const Commands& one, const Commands& other) { return one.list() == other.list(); }
  [[nodiscard]] auto begin() const { return list().begin(); }
  [[nodiscard]] auto end() const { return list().end(); }

 private:
  std::shared_ptr<const std::vector<Command>> list_;
};

// A line of a file that is to be another one.
struct Edit {
  std::string path;
  int line = 0;     // from 1; of a line that is to be added: where it goes
  std::string old;  // empty: the line is added
  std::string replacement;
};

// What mends a finding, as data.
struct Remedy {
  enum class Kind {
    manual,   // only a person can: the help says what
    message,  // write another message
    remove,   // take the file out of the commit
    change,   // change the file's content
    clean,    // the same, and `expgate fix` does it
    rename,   // give the file another path
    run,      // run the commands
  };
  Kind kind = Kind::manual;
  Commands commands;  // one after the other, each only if the one before it succeeded. A rule
                      // gives those of kind `run`, and what is left to do by hand after an edit;
                      // the engine those that depend on where in a push the commit is
  std::vector<Edit> edits;
  std::string
      header;  // of a message: a better one that passes every rule; empty: only the author can write it
};

// What a rule has against something, before anybody knows where and how severe it is.
struct Violation {
  const Reason* reason = nullptr;
  Arguments arguments;
  Remedy remedy;
  std::optional<int> line;          // of the file or the message, from 1
  std::optional<std::string> path;  // where a rule of wider scope than a file names one
  std::optional<Oid> object;        // the same for an object
  bool only_warns = false;          // rejects nothing, however severe the check is
  bool ends_judging = false;  // of a push: so far beyond reason that the rest of it is not worth looking at
};

using Violations = std::vector<Violation>;

// One violation in one place, as it is reported (docs/reports.md).
struct Finding {
  std::string rule;
  std::string check;
  Scope scope = Scope::commit;  // what the rule looks at
  Severity severity = Severity::error;
  const Reason* reason = nullptr;
  Arguments arguments;
  Msgid why;  // of the reason, or else of the rule
  Remedy remedy;
  std::vector<Text> notes;        // what to know before the remedy is carried out
  std::vector<std::string> refs;  // all that it concerns, in the order of the push
  std::optional<Oid> commit;
  std::string subject;  // of that commit
  std::optional<std::string> path;
  std::optional<int> line;
  std::optional<Oid> object;
  bool is_in_head = false;      // of a draft: HEAD has that very file, nothing of it is staged
  std::string policy;           // the pack or file that the check comes from
  std::string waived;           // why it rejects nothing: what somebody wrote; empty: it counts
  Text waived_by;               // what lets it pass: "`policy.yaml`:7", "bypass by `alice`"
  bool is_in_baseline = false;  // what lets it pass is a baseline

  // What is wrong and what to do, of the reason with these arguments.
  [[nodiscard]] Text message() const { return {reason->text, arguments}; }
  [[nodiscard]] Text help() const { return reason->help.empty() ? Text() : Text(reason->help, arguments); }
};

}  // namespace expgate
