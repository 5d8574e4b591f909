#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "git/object.h"
#include "model/oid.h"

namespace expgate::git {

// Commits that are read twice: a walk goes from the newest to the oldest, and they are judged the other way
// round. They lie one behind the other, since an import has 80,000 of them.
class CommitStore {
 public:
  // Returns the commit's bytes; nothing if it was not kept.
  [[nodiscard]] std::optional<Object> find(const Oid& oid) const;

  // Keeps the commit if there is room for it, and says so; not twice. A long one is not worth its room.
  bool keep(const Oid& oid, std::string_view bytes);

 private:
  struct Record {
    Oid oid;
    std::uint32_t size = 0;
    // the bytes follow
  };
  [[nodiscard]] std::size_t place_of(const Oid& oid) const;
  // Where a record is: an entry of the table that is not free says so.
  struct Location {
    std::size_t block;
    std::size_t offset;
  };
  [[nodiscard]] static Location location(std::uint32_t entry);
  [[nodiscard]] const Record& record(std::uint32_t entry) const;
  void grow();
  char* allocate(std::size_t size);

  static constexpr std::size_t kBlock = std::size_t{256} << 10U;  // bytes
  std::vector<std::shared_ptr<char[]>> blocks_;
  std::size_t used_ = kBlock;         // bytes of the last block
  std::vector<std::uint32_t> table_;  // where records are, one more than that: 0 is a free place
  std::size_t count_ = 0;
};

}  // namespace expgate::git
