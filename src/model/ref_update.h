#pragma once

#include <string>

#include "model/oid.h"

namespace expgate {

// One line of a push: `ref` is to move from `old_oid` to `new_oid`; the zero oid stands for "is not there".
struct RefUpdate {
  std::string ref;  // full name as it was given, unchecked: refs/heads/main
  Oid old_oid;
  Oid new_oid;

  [[nodiscard]] bool creates() const { return old_oid.is_zero() && !new_oid.is_zero(); }
  [[nodiscard]] bool deletes() const { return new_oid.is_zero(); }
};

}  // namespace expgate
