#pragma once

#include <cstdint>

#include "model/oid.h"

namespace expgate {

enum class ObjectKind { commit, tree, blob, tag };

// An object that a push has brought into the quarantine.
struct Arrival {
  Oid oid;
  ObjectKind kind = ObjectKind::blob;
  std::uint64_t size = 0;  // bytes, uncompressed
};

}  // namespace expgate
