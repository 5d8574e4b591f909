#pragma once

#include "base/result.h"
#include "model/oid.h"

namespace expgate::git {

// Has git fetch an object that a partial clone lacks (git-clone(1), --filter). Whether it is here now: false
// where this is no partial clone; an error where it is one and the object could not be had.
Result<bool> fetch_promised(const Oid& oid);

}  // namespace expgate::git
