#pragma once

#include <cstdint>
#include <string_view>

namespace expgate::content {

// No pointer is larger, in bytes: larger files need no look.
inline constexpr std::uint64_t kLargestPointer = 1024;

// Whether `bytes` is a Git LFS pointer, by the letter of the specification (git-lfs docs/spec.md): version,
// extensions, oid and size in this order, a LF after each, nothing else.
bool is_lfs_pointer(std::string_view bytes);

}  // namespace expgate::content
