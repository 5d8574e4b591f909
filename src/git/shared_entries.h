#pragma once

#include <cstddef>
#include <string_view>

#include "model/oid.h"

namespace expgate::git {

// Whole entries that raw trees begin with alike.
struct SharedEntries {
  std::size_t bytes = 0;
  std::size_t last_at = 0;  // where the last of them begins
  bool is_all = false;      // there is nothing else in either
};

// Those of two trees. Most of a big tree is what it was: this is where a walk spends its time.
SharedEntries shared_entries(std::string_view one, std::string_view other, ObjectFormat format);

// The whole ones among those that the bytes, which may end anywhere, begin with.
SharedEntries whole_entries(std::string_view bytes, ObjectFormat format);

// How many bytes the entries take, of those at the start of a raw tree, whose names sort before `name` so
// that a glance tells: other entries may follow that do. `name` goes on with what stands behind it in its
// tree, a zero byte and an oid.
std::size_t surely_before(std::string_view bytes, std::string_view name, ObjectFormat format);

}  // namespace expgate::git
