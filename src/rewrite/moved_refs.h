#pragma once

#include <string>
#include <vector>

#include "git/repository.h"

namespace expgate::rewrite {

// A ref that goes from one object to another. "HEAD": a detached one.
struct MovedRef {
  std::string name;
  Oid before;
  Oid now;
};

// Moves the refs, the branch (or HEAD) first, all or none, each only if it is where it was. Before that they
// get backup refs; returns the branch's: `refs/expgate/backup/N-BRANCH`. An error if git does not move them:
// then nothing has changed.
Result<std::string> move_refs(git::Repository& repository, const std::vector<MovedRef>& refs);

// What the last of these moves of the branch (or HEAD) changed, the way back: `before` is where the ref is
// now. An error if there is none, or the branch has moved since.
Result<std::vector<MovedRef>> way_back(git::Repository& repository, const std::string& branch);

// Goes that way, and removes its backup refs.
Result<void> move_back(git::Repository& repository, const std::vector<MovedRef>& refs);

// Removes all backup refs. Returns how many mendings could be undone by them.
Result<std::size_t> drop_backups(git::Repository& repository);

}  // namespace expgate::rewrite
