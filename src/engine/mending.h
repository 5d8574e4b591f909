#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/finding.h"
#include "model/oid.h"

namespace expgate::engine {

// What has to be done in one commit of a push, all that was found in it taken together: after the first of
// several commands for a commit the others would not find it again.
struct Mending {
  Oid commit;
  std::size_t parents = 1;
  bool is_tip = false;                            // the last one of its ref
  bool is_emptied = false;                        // it holds nothing but what is to be removed
  bool is_redone = false;                         // nothing may be left of it once its files are cleaned
  bool is_worded = false;                         // it needs another message
  bool is_folded = false;                         // it is to be folded into a commit of this push
  std::set<std::string> removed;                  // paths: of a whole data set there may be 100,000
  std::set<std::string> put_back;                 // those of them that the parent has, as another object
  std::set<std::pair<std::string, Oid>> objects;  // each with what it is
  std::vector<std::string> to_remove;             // the same paths, with "folder/" for all that lies in one
  std::set<std::string> cleaned;
  std::set<std::string> changed;
  std::map<std::string, std::string> renamed;

  // Adds what such a remedy asks for, of the file that is that object.
  void add(Remedy::Kind kind, const std::string& path, const std::optional<Oid>& object = std::nullopt);
};

// The ref that the commits are on.
struct MendedRef {
  std::string name = "HEAD";         // a tag is rewritten by its name
  std::string other_branch;          // a branch to go to first, where HEAD may be on another one; or empty
  std::string base;                  // where folding begins: a commit, or "--root"
  std::vector<std::string> outside;  // commits that the range ends at, "4f2a9c1": where the push begins
  bool has_merges = false;           // between the first of the commits and the tip
  std::vector<std::string> at_tip;   // of the paths to remove those that the tip has
  std::vector<Command> again;        // what to do when history is rewritten: git tag -f v1
};

// The commands that mend all of these commits (oldest first), for somebody who is on the ref. None of them
// can end in a conflict. What they do not mend is left: a kind of remedy in a commit. None: it takes a
// person, or `expgate mend`.
struct MendingCommands {
  std::vector<Command> commands;
  std::vector<std::pair<Oid, Remedy::Kind>> leaves;
  std::vector<Command> fixups;  // for files that it leaves, once a person has put them right
};
MendingCommands commands_for(std::span<const Mending> mendings, const MendedRef& ref);

// The paths of `bad` with one "folder/" for all below it, where everything in `all` that lies there is bad.
// A folder of a few files is not worth it: they are named.
std::vector<std::string> by_folder(const std::set<std::string>& bad, std::span<const std::string_view> all);

// `command` with `--` and the paths behind it, each as git takes a path.
Command with_paths(Command command, std::span<const std::string> paths);

// The same for somebody who may be in any folder of the work tree.
Command with_paths_from_top(Command command, std::span<const std::string> paths);

// Opens the files in the editor that git would open.
Command edit_command(const std::vector<std::string>& paths);

}  // namespace expgate::engine
