#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace expgate::content {

// A member as the central directory of a zip names it.
struct ZipMember {
  std::string_view name;
  unsigned method = 0;  // 0: stored, 8: deflated
  std::uint64_t size = 0;
  std::string_view packed;  // its bytes in the archive; empty where they cannot be found
};

// The members of the zip that `bytes` end with, at most kMostMembers of them, or nothing where there is no
// central directory (APPNOTE.TXT 4.3). Numbers that lead out of the bytes make it none.
std::optional<std::vector<ZipMember>> zip_members(std::string_view bytes);
inline constexpr std::size_t kMostMembers = 4096;

// Whether the mark of an end record stands where one may be: cheap, for files that are most likely no zip.
bool has_zip_end(std::string_view bytes);

// The names in the local headers within `bytes`, for a zip of which only the beginning is there.
std::vector<std::string_view> zip_local_names(std::string_view bytes);

}  // namespace expgate::content
