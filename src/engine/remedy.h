#pragma once

#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/commit.h"
#include "model/context.h"
#include "model/finding.h"
#include "model/report.h"

namespace expgate::engine {

// Where in a push, or in a draft, a violation sits: the commands that mend it depend on it.
struct RemedyContext {
  Mode mode = Mode::pre_receive;
  const Commit* commit = nullptr;   // null: about a ref or a tip, or not committed yet
  bool is_tip = false;              // the commit is the last one of its ref
  std::string shared;               // CI: the name of the branch that everybody has it from already; or empty
  bool has_head = true;             // pre-commit: there is a commit already
  bool is_passing_index = false;    // pre-commit: see Draft
  std::string message_file;         // commit-msg: where the rejected message can be found again
  Command commit_command;           // commit-msg: see Draft
  std::set<std::string> committed;  // pre-commit: see Draft
};

// Completes the remedy of the finding with the commands that mend it alone in that place.
void complete_remedy(Finding& finding, const RemedyContext& context);

// The same with commands that are known; none: there is no command, only the help.
void set_commands(Finding& finding, Commands commands, const RemedyContext& context);

// The same for all findings of a draft: one command for all files of one kind of remedy, since a second one
// would find nothing left to do. `staged` are the paths of everything that is about to be committed.
void complete_draft_remedies(std::vector<Finding>& findings, std::span<const std::string> staged,
                             const RemedyContext& context);

// Takes out of a report the commands that nobody can run any more, or from where they are: in warn mode the
// server takes the commits, and whoever works in a web page has no shell.
void withhold_commands(Report& report);

}  // namespace expgate::engine
