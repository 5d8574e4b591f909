#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/commit.h"
#include "model/context.h"
#include "model/file.h"
#include "model/ref_update.h"

namespace expgate {

// What is about to become a commit: the client hooks judge it before it exists.
struct Draft {
  std::string ref;  // full name of the branch it goes to; empty: HEAD is detached
  std::optional<Commit>
      commit;  // commit-msg: message (cleaned) and parents; nothing: the message is not known yet
  std::vector<Oid> parents;          // pre-commit: HEAD, if there is one, and what is merged into it
  bool is_revert = false;            // pre-commit: of a revert that stopped for conflicts
  std::vector<File> files;           // pre-commit: introduced, compared with HEAD and every MERGE_HEAD
  std::vector<File> merged;          // pre-commit: differs from HEAD, but is as in a MERGE_HEAD
  std::vector<std::string> removed;  // pre-commit: paths of HEAD that are not staged any more
  bool is_passing_index = false;    // pre-commit: git made the index for this commit alone (commit -a, commit
                                    // -- path): what is staged in it is not staged afterwards
  bool is_selection = false;        // pre-commit: `files` are those that were named, not all
  std::set<std::string> committed;  // pre-commit: paths of those of them that are as HEAD has them
  Oid head_tree;                    // zero: no commit yet
  std::string message_file;         // commit-msg: the file that git keeps the message in
  // commit-msg: finds out what makes the commit again, but for its message (options, then `--` and paths);
  // nothing: not known. Good messages do not pay for it.
  std::function<std::vector<std::string>()> command;
};

// What a command has gathered for judging, whatever its mode.
struct ChangeSet {
  Context context;
  std::vector<RefUpdate> updates;
  std::optional<Draft> draft;
  std::vector<Text> notes;  // for the report

  // In CI: the revision whose policy counts; nothing: there is none yet. An error where it is not to be had.
  Result<std::optional<Oid>> policy_base = std::optional<Oid>{};
};

}  // namespace expgate
