#pragma once

#include <span>
#include <string_view>

#include "base/text.h"

namespace expgate {

// What a rule looks at, one at a time.
enum class Scope { ref, commit, file, tip, push };

std::string_view name_of(Scope scope);

// The type of a rule's option, as YAML writes it.
enum class OptionType {
  boolean,  // true, false
  integer,  // 0…2^63-1
  size,     // "5 MiB", "500 KB", a number of bytes
  text,
  choice,   // one of `choices`
  texts,    // list of texts
  choices,  // list, each one of `choices`
  globs,    // list of globs
  regex,    // RE2
  regexes,  // list of them
  lists,    // mapping of names to lists of texts
};

std::string_view name_of(OptionType type);

// One option of a rule, from which validation, `explain`, rules/README.md and the defaults are made.
struct OptionSpec {
  std::string_view name;
  OptionType type = OptionType::text;
  std::string_view
      default_value;  // as YAML: "5 MiB", "true", "[feat, fix]"; empty: not set (false, 0, "", [])
  Msgid help;         // one sentence
  std::span<const std::string_view> choices = {};
  bool is_servers = false;  // names files of the server: only its own policy can set it
};

// An argument of a reason, as documentation shows it.
struct ExampleArgument {
  std::string_view name;
  std::string_view value;
};

// One kind of thing that a rule finds. Its name is stable: baselines, fingerprints and scripts rely on it,
// never on the texts.
struct Reason {
  std::string_view name;  // "over-limit"; unique within the rule
  Msgid text;             // what is wrong with this input: "`{path}` is {size}, over the limit of {limit}"
  Msgid help;             // what to do, with the same arguments; empty: the remedy says it all
  Msgid why;              // why it matters; empty: the rule's own `why`
  std::span<const ExampleArgument> example;  // for rules/README.md and `explain`
};

// A rule's description of itself: written once, in the rule's own file.
struct Declaration {
  std::string_view id;  // "max-file-size"
  Scope scope = Scope::commit;
  Msgid summary;  // what it checks, one line
  Msgid why;      // why that matters, one line; stands below each finding
  Msgid bad;      // an example that it refuses; for commit rules a whole message
  Msgid good;     // the same, mended
  Msgid mend;     // how to mend it, a sentence or two
  std::span<const OptionSpec> options = {};
  std::span<const Reason* const> reasons = {};  // all that it reports
  std::string_view
      yields_to;  // of files and tips: the rule that, where it refuses the same one, says enough for both
  std::span<const std::string_view> repeats = {};  // of tips: rules of files that, where they report the same
                                                   // file, say it already
  bool judges_nameless = false;  // of files: also blobs that a push brings and no commit of it names
  bool judges_names = false;     // of files: also what a commit brings as a name only (File::is_name_only)
  bool judges_files = false;  // of commits: its files, not what its message says; so pre-commit asks it, too,
                              // and commit-msg does not
};

}  // namespace expgate
