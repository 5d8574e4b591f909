#pragma once

#include <cstdint>

#include "model/oid.h"

namespace expgate {

enum class ObjectKind { commit, tree, blob, tag };

// An object that a push has brought into the quarantine.
struct QuarantinedObject {
  Oid oid;
  ObjectKind kind = ObjectKind::blob;
  std::uint64_t size = 0;  // bytes, uncompressed
};

// A blob that the repository holds.
struct StoredBlob {
  Oid oid;
  std::uint64_t size = 0;    // bytes, uncompressed
  std::uint64_t stored = 0;  // bytes that it takes on disk: packed, often as the difference to another one
};

}  // namespace expgate
