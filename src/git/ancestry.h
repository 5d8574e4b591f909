#pragma once

#include <unordered_map>

#include "git/objects.h"

namespace expgate::git {

// Finds out from which commits one commit can be reached. History is followed back as far as commits are not
// older than that one by more than a day: nobody's clock is further off, and a commit is younger than its
// parents.
class Ancestry {
 public:
  // An error where the commit cannot be read.
  static Result<Ancestry> from(const Objects& objects, const Oid& ancestor);

  // Whether `commit` is the ancestor, or leads to it; an error where history cannot be read. What lies beyond
  // the end of a shallow clone is not followed.
  Result<bool> holds(const Oid& commit);

 private:
  struct Visit {
    Oid commit;
    std::vector<Oid> parents;  // that are still to be looked at
  };
  Ancestry(const Objects& objects, const Oid& ancestor, std::int64_t earliest)
      : objects_(&objects), ancestor_(ancestor), earliest_(earliest) {
    known_[ancestor] = true;
  }
  Result<Visit> visit(const Oid& commit) const;

  const Objects* objects_;
  Oid ancestor_;
  std::int64_t earliest_;  // seconds since 1970
  std::unordered_map<Oid, bool, OidHash> known_;
};

}  // namespace expgate::git
