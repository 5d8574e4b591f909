#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/finding.h"
#include "model/oid.h"

namespace expgate::engine {

// What has to be done in one commit of a push, all that was found in it taken together: after the first of
// several commands for a commit the others would not find it again.
struct Mending {
  Oid commit;
  std::size_t parents = 1;
  bool is_tip = false;            // the last one of its ref
  bool is_emptied = false;        // it holds nothing but what is to be removed
  bool is_redone = false;         // nothing may be left of it once its files are cleaned
  bool is_worded = false;         // it needs another message
  bool is_folded = false;         // it is to be folded into a commit of this push
  std::set<std::string> removed;  // paths: of a whole data set there may be 100,000
  std::set<std::string> cleaned;
  std::set<std::string> changed;
  std::map<std::string, std::string> renamed;

  // Adds what such a remedy asks for.
  void add(Remedy::Kind kind, const std::string& path);
};

// The ref that the commits are on.
struct MendedRef {
  std::string other_branch;  // a branch to go to first, where a push has several; or empty
  std::string base;          // where folding begins: a commit, or "--root"
  Oid tip;
  std::vector<std::string> at_tip;  // of the paths to remove those that the tip has
  std::vector<Command> again;       // what to do when history is rewritten: git tag -f v1
};

// The commands that mend all of these commits (oldest first), for somebody who is on the ref. Where they
// cannot be mended at once there is more to do after another push; `leaves` are then the commits that they do
// not touch. They name only so many paths as can be read, too. None: it takes a person.
struct MendingCommands {
  std::vector<Command> commands;
  std::vector<Oid> leaves;
};
MendingCommands commands_for(std::span<const Mending> mendings, const MendedRef& ref);

// Opens the files in the editor that git would open.
Command edit_command(const std::vector<std::string>& paths);

// What the path could be called instead, so that every machine can have it.
std::string better_path(const std::string& path);

}  // namespace expgate::engine
