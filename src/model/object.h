#pragma once

#include <cstdint>

#include "model/oid.h"

namespace expgate {

enum class ObjectKind { commit, tree, blob, tag };

// An object that a push brings: it lies in the quarantine, and the main store lacks it.
struct Arrival {
  Oid oid;
  ObjectKind kind = ObjectKind::blob;
  std::uint64_t size = 0;  // bytes, uncompressed
};

}  // namespace expgate
