#include "git/tree_entry.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"

namespace expgate::git {

tl::unexpected<Error> damaged_tree(const Oid& tree) {
  return fail(tr("tree {oid} is damaged: an entry cannot be read", {{"oid", tree.hex()}}),
              tr("run `git fsck`"));
}

bool read_entry(std::string_view bytes, ObjectFormat format, TreeEntry& entry) {
  std::size_t at = 0;
  std::uint32_t mode = 0;
  for (; at < bytes.size() && bytes[at] >= '0' && bytes[at] <= '7'; ++at)
    mode = mode * 8 + static_cast<std::uint32_t>(bytes[at] - '0');
  constexpr std::size_t kLongestMode = 7;
  const std::size_t nul = ended_name(bytes, at).end;
  const bool whole = at > 0 && at <= kLongestMode && at < bytes.size() && bytes[at] == ' ' &&
                     nul != std::string_view::npos && bytes.size() - nul > raw_size(format);
  if (!whole) return false;
  entry.mode = mode;
  entry.is_padded = at > 1 && bytes[0] == '0';
  entry.name = bytes.substr(at + 1, nul - at - 1);
  entry.oid = Oid::from_raw(format, bytes.data() + nul + 1);
  entry.length = nul + 1 + raw_size(format);
  return true;
}

int compare_names(const TreeEntry& one, const TreeEntry& other) {
  const std::size_t shared = std::min(one.name.size(), other.name.size());
  const int difference = std::memcmp(one.name.data(), other.name.data(), shared);
  if (difference != 0) return difference;
  const auto next = [&](const TreeEntry& entry) -> int {
    if (entry.name.size() > shared) return static_cast<unsigned char>(entry.name[shared]);
    return entry.is_tree() ? '/' : 0;
  };
  const int order = next(one) - next(other);
  if (order != 0) return order;
  // A name that goes on behind a slash: the folder `a/b` is not the folder `a`.
  return (one.name.size() > shared ? 1 : 0) - (other.name.size() > shared ? 1 : 0);
}

Result<TreeEntry> parse_entry(const Oid& tree, std::string_view bytes) {
  TreeEntry entry;
  if (!read_entry(bytes, tree.format, entry)) return damaged_tree(tree);
  return entry;
}

}  // namespace expgate::git
