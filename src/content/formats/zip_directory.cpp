#include "content/formats/zip_directory.h"

#include <algorithm>
#include <cstring>

#include "content/formats/sample.h"

namespace expgate::content {

using namespace std::string_view_literals;

namespace {

constexpr std::string_view kLocalMagic = "PK\3\4";
constexpr std::string_view kEntryMagic = "PK\1\2";
constexpr std::string_view kEndMagic = "PK\5\6";
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kReach = kEndSize + 65'535;  // of the end record and the longest comment
constexpr std::size_t kEntrySize = 46;
constexpr std::size_t kLocalSize = 30;
constexpr std::uint64_t kElsewhere = 0xffffffff;  // the number is in a zip64 field

// Where the end record begins: the last place where one fits, with a comment of at most 65,535 bytes behind
// it.
std::optional<std::size_t> find_end(std::string_view bytes) {
  const std::size_t from = bytes.size() > kReach ? bytes.size() - kReach : 0;
  for (std::size_t at = bytes.rfind(kEndMagic); at != std::string_view::npos && at >= from;
       at = bytes.rfind(kEndMagic, at - 1)) {
    const auto comment = little_endian(bytes, at + 20, 2);
    if (comment && *comment <= bytes.size() - at - kEndSize) return at;
    if (at == 0) break;
  }
  return std::nullopt;
}

// Where the central directory begins, and how far behind the file's first byte the archive's own is, from
// which all its offsets count.
struct Directory {
  std::size_t begin = 0;
  std::size_t shift = 0;
};

std::optional<Directory> find_directory(std::string_view bytes, std::size_t end) {
  std::uint64_t size = *little_endian(bytes, end + 12, 4);
  std::uint64_t offset = *little_endian(bytes, end + 16, 4);
  constexpr std::size_t kLocatorSize = 20;
  if ((size == kElsewhere || offset == kElsewhere) && end >= kLocatorSize &&
      bytes.substr(end - kLocatorSize).starts_with("PK\6\7")) {
    const auto record = little_endian(bytes, end - kLocatorSize + 8, 8);
    constexpr std::size_t kRecordSize = 56;
    if (!record || *record > bytes.size() || bytes.size() - *record < kRecordSize) return std::nullopt;
    size = *little_endian(bytes, *record + 40, 8);
    offset = *little_endian(bytes, *record + 48, 8);
  }
  if (offset < bytes.size() && bytes.substr(offset).starts_with(kEntryMagic)) return Directory{offset, 0};
  if (size > end || !bytes.substr(end - size).starts_with(kEntryMagic)) return std::nullopt;
  const std::size_t begin = end - size;
  return Directory{begin, offset < begin ? begin - offset : 0};
}

// The bytes behind the local header at `offset`, as many as there are, at most `length`.
std::string_view packed_bytes(std::string_view bytes, std::uint64_t offset, std::uint64_t length) {
  if (offset > bytes.size() || !bytes.substr(offset).starts_with(kLocalMagic)) return {};
  const std::string_view local = bytes.substr(offset);
  const auto name = little_endian(local, 26, 2);
  const auto extra = little_endian(local, 28, 2);
  if (!name || !extra || kLocalSize + *name + *extra > local.size()) return {};
  return local.substr(kLocalSize + *name + *extra, length);
}

}  // namespace

std::optional<std::vector<ZipMember>> zip_members(std::string_view bytes) {
  const auto end = find_end(bytes);
  const auto directory = end ? find_directory(bytes, *end) : std::nullopt;
  if (!directory) return std::nullopt;
  std::vector<ZipMember> members;
  std::string_view rest = bytes.substr(directory->begin);
  while (members.size() < kMostMembers && rest.starts_with(kEntryMagic) && rest.size() >= kEntrySize) {
    const auto at = [&](std::size_t offset, std::size_t width) {
      return *little_endian(rest, offset, width);
    };
    const std::uint64_t name = at(28, 2);
    const std::uint64_t whole = kEntrySize + name + at(30, 2) + at(32, 2);
    if (whole > rest.size()) return std::nullopt;
    members.push_back({.name = rest.substr(kEntrySize, name),
                       .method = static_cast<unsigned>(at(10, 2)),
                       .size = at(24, 4),
                       .packed = packed_bytes(bytes, directory->shift + at(42, 4), at(20, 4))});
    rest.remove_prefix(whole);
  }
  return members;
}

bool has_zip_end(std::string_view bytes) {
  std::string_view rest = bytes.substr(bytes.size() > kReach ? bytes.size() - kReach : 0);
  while (!rest.empty()) {
    // the rarest of its four bytes in a text
    const void* last = memrchr(rest.data(), kEndMagic.back(), rest.size());
    if (last == nullptr) return false;
    const auto end = static_cast<std::size_t>(static_cast<const char*>(last) - rest.data()) + 1;
    if (rest.substr(0, end).ends_with(kEndMagic)) return true;
    rest = rest.substr(0, end - 1);
  }
  return false;
}

std::vector<std::string_view> zip_local_names(std::string_view bytes) {
  std::vector<std::string_view> names;
  for (std::size_t at = bytes.find(kLocalMagic); at != std::string_view::npos && names.size() < kMostMembers;
       at = bytes.find(kLocalMagic, at + kLocalMagic.size())) {
    const std::string_view header = bytes.substr(at);
    const auto length = little_endian(header, 26, 2);
    if (length && header.size() >= kLocalSize && header.size() - kLocalSize >= *length)
      names.push_back(header.substr(kLocalSize, *length));
  }
  return names;
}

}  // namespace expgate::content
