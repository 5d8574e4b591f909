#pragma once

#include <string>

#include "model/commit.h"
#include "model/context.h"
#include "model/finding.h"

namespace expgate::engine {

// Where in a push, or in a draft, a violation sits: the command that mends it depends on it.
struct Place {
  Mode mode = Mode::pre_receive;
  const Commit* commit = nullptr;  // null: about a ref or a tip, or not committed yet
  bool is_tip = false;             // the commit is the last one of its ref
  std::string shared;              // CI: the name of the branch that everybody has it from already; or empty
  bool has_head = true;            // pre-commit: there is a commit already
  bool is_passing_index = false;   // pre-commit: see Draft
  std::string message_file;        // commit-msg: where the refused message can be found again
};

// What to type to mend the violation, and the rule's advice after it: "git rm --cached a.bin && git commit
// --amend;\nkeep …". What can be pasted ends with a line feed, here and in Finding::help.
std::string help_for(const Violation& violation, const std::string& path, const Place& place);

// The same of a command that is known, for a commit in that place.
std::string help_with(std::string command, const std::string& advice, const Place& place);

}  // namespace expgate::engine
