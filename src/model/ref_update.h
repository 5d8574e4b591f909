#pragma once

#include <optional>
#include <string>

#include "model/oid.h"

namespace expgate {

// One line of a push: `ref` is to move from `old_oid` to `new_oid`; the zero oid stands for "is not there".
struct RefUpdate {
  std::string ref;  // full name as it was given, unchecked: refs/heads/main
  Oid old_oid;
  Oid new_oid;

  std::string local;  // pre-push: what the user pushes it from, as git names it: "refs/heads/main", "HEAD"

  // In CI, where the update has been made already, or is yet to be made by a merge:
  bool is_old_gone = false;        // `old_oid` is not here any more, so `new_oid` does not build on it
  std::optional<Oid> known;        // a commit that counts as reached, beside `old_oid`
  std::optional<Oid> merged_tree;  // `new_oid` is to be merged into the ref, and this tree comes of it

  [[nodiscard]] bool creates() const { return old_oid.is_zero() && !new_oid.is_zero(); }
  [[nodiscard]] bool deletes() const { return new_oid.is_zero(); }
};

}  // namespace expgate
