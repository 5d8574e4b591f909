#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "git/handle.h"
#include "model/object.h"

namespace expgate::git {

// What an object's header says, without the rest of it.
struct Header {
  ObjectKind kind = ObjectKind::blob;
  std::uint64_t size = 0;  // bytes, uncompressed, of a delta's result
};

// A large object's bytes, which nobody else holds.
struct LargeObject {
  ObjectKind kind = ObjectKind::blob;
  std::string bytes;
};

// An object's raw bytes, alive as long as this or a copy of it is.
class Object {
 public:
  Object() = default;
  Object(std::shared_ptr<const void> owner, std::string_view bytes)
      : owner_(std::move(owner)), bytes_(bytes) {}
  explicit Object(ObjectHandle handle)
      : bytes_(static_cast<const char*>(git_odb_object_data(handle.get())),
               git_odb_object_size(handle.get())) {
    owner_ = std::shared_ptr<git_odb_object>(std::move(handle));
  }

  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  std::shared_ptr<const void> owner_;
  std::string_view bytes_;
};

// An object with its type, as a store holds it, deltas applied.
struct Unpacked {
  ObjectKind kind = ObjectKind::blob;
  Object object;
};

}  // namespace expgate::git
