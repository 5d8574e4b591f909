#pragma once

#include <string>
#include <utility>
#include <vector>

#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::rewrite {

// What is to be mended, and for whom.
struct Destination {
  std::string branch;  // here, in full; empty: HEAD is detached
  std::string remote;  // its name or URL
  std::string ref;     // what the branch is called there, in full
  Oid tip;
  std::vector<std::pair<std::string, Oid>> refs;  // what the remote has: branches and tags, under its names
  std::vector<Oid> heard;                         // what it had when we last heard of it
  std::vector<std::string> words;                 // what names it on the command line, as it was given
  bool was_asked = false;                         // it said so itself; else what we last heard
  bool is_mirror = false;                         // pushes send all refs
  bool has_diverged = false;                      // the branch there has commits that this one lacks
};

// The local branch of that name (empty: HEAD's; HEAD as well if it is detached, or has that upstream, and
// there is no such branch), and the remote (empty: the one that a push would go to; a word that names no
// remote but a branch, with no other behind it, is the branch). Asks the remote what it has, for ten seconds
// at most and without asking the user for anything. Errors: there is no such branch or remote, or no commit
// yet.
Result<Destination> find_destination(git::Repository& repository, const std::string& remote_or_branch,
                                     const std::string& branch);

// A branch as people call it, in full; empty stays empty.
std::string full_branch_name(const std::string& name);

// The commits of the tip that the remote lacks, parents first.
Result<std::vector<Oid>> lacking_commits(git::Repository& repository, const Destination& destination,
                                         const Oid& tip);

// The push of that tip there. The repository is judged by what the remote has from then on.
Result<ChangeSet> push_of(git::Repository& repository, const Destination& destination, const Oid& tip);

}  // namespace expgate::rewrite
