#include "git/index_file.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/bytes.h"
#include "base/strings.h"
#include "model/file.h"

namespace expgate::git {

namespace {

constexpr std::size_t kHeader = 12;  // "DIRC", version, number of entries
constexpr std::size_t kModeAt = 24;  // in an entry, behind times, device and inode
constexpr std::size_t kOidAt = 40;
constexpr std::size_t kFlags = 2;  // bytes
constexpr unsigned kExtended = 0x4000U;
constexpr unsigned kStages = 0x3000U;
constexpr unsigned kNameLength = 0x0FFFU;        // that much or more: the name's end says
constexpr unsigned kToBeAdded = 0x2000U;         // of the extended flags
constexpr std::size_t kDeepestFolder = 512;      // folders in a path
constexpr std::size_t kLongestShortPath = 4096;  // bytes, where a few of them could stand for many
constexpr std::uint32_t kFirstVersion = 2;
constexpr std::uint32_t kShortPaths = 4;  // the version that has them

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size = 4) {
  return static_cast<std::uint32_t>(big_endian_number(bytes, at, size));
}

bool is_known_mode(std::uint32_t mode) {
  return mode == kModeFile || mode == kModeExecutable || mode == kModeSymlink || mode == kModeSubmodule;
}

// Takes what is in front of `end`, and `end` with it; nothing where there is none.
std::optional<std::string_view> take_until(std::string_view& bytes, char end) {
  const std::size_t at = bytes.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = bytes.substr(0, at);
  bytes.remove_prefix(at + 1);
  return taken;
}

// "<name>\0<entries> <folders>\n<oid>", then its folders; entries are -1 where the oid is not known and left
// out. False: it is damaged.
bool take_tree(std::string_view& bytes, ObjectFormat format, std::size_t depth, CachedTree& tree) {
  const auto name = take_until(bytes, '\0');
  const auto entries = name ? take_until(bytes, ' ') : std::nullopt;
  const auto folders = entries ? take_until(bytes, '\n') : std::nullopt;
  const auto folder_count = folders ? parse_decimal(*folders) : std::nullopt;
  if (!folder_count || *folder_count > bytes.size() || depth > kDeepestFolder) return false;
  tree.name = *name;
  if (!entries->starts_with('-')) {
    const auto count = parse_decimal(*entries);
    if (!count || bytes.size() < raw_size(format)) return false;
    tree.entries = *count;
    tree.oid = Oid::from_raw(format, bytes.data());
    bytes.remove_prefix(raw_size(format));
  }
  for (std::size_t i = 0; i < *folder_count; ++i)
    if (!take_tree(bytes, format, depth + 1, tree.folders.emplace_back())) return false;
  return true;
}

}  // namespace

const CachedTree* CachedTree::folder(std::string_view folder_name) const {
  const auto found =
      std::ranges::lower_bound(folders, std::pair(folder_name.size(), folder_name), {},
                               [](const CachedTree& each) { return std::pair(each.name.size(), each.name); });
  return found != folders.end() && found->name == folder_name ? &*found : nullptr;
}

// Reads the bytes from front to back. Whatever it answers false to is not read any further.
class IndexFile::Reader {
 public:
  Reader(IndexFile& index, std::string_view bytes) : index_(index), bytes_(bytes) {}

  bool run() {
    const std::size_t trailer = raw_size(index_.format_);
    if (bytes_.size() < kHeader + trailer || !bytes_.starts_with("DIRC")) return false;
    if (bytes_.size() > std::numeric_limits<std::uint32_t>::max()) return false;
    const std::uint32_t version = number(bytes_, 4);
    const std::uint32_t count = number(bytes_, 8);
    if (version < kFirstVersion || version > kShortPaths) return false;
    index_.has_short_paths_ = version == kShortPaths;
    bytes_.remove_suffix(trailer);
    if (count > bytes_.size() / (kOidAt + trailer)) return false;
    index_.places_.reserve(count);
    at_ = kHeader;
    for (std::uint32_t i = 0; i < count; ++i)
      if (!entry()) return false;
    return extensions();
  }

 private:
  bool entry() {
    const std::size_t flags_at = at_ + kOidAt + raw_size(index_.format_);
    std::size_t path_at = flags_at + kFlags;
    if (path_at + kFlags > bytes_.size()) return false;
    const std::uint32_t flags = number(bytes_, flags_at, kFlags);
    if ((flags & kStages) != 0 || !is_known_mode(number(bytes_, at_ + kModeAt))) return false;
    if ((flags & kExtended) != 0) {
      if ((number(bytes_, path_at, kFlags) & kToBeAdded) != 0) return false;
      path_at += kFlags;
    }
    index_.places_.push_back(static_cast<std::uint32_t>(at_));
    return index_.has_short_paths_ ? short_path(path_at) : whole_path(path_at, flags & kNameLength);
  }

  // Ends in a NUL, and in more so that the entry's length is divisible by eight.
  bool whole_path(std::size_t path_at, std::size_t length) {
    if (length == kNameLength) length = std::min(bytes_.find('\0', path_at), bytes_.size()) - path_at;
    const std::size_t end = path_at + length;
    constexpr std::size_t kBlock = 8;
    if (length == 0 || end >= bytes_.size() || bytes_[end] != '\0') return false;
    at_ += (end - at_ + kBlock) / kBlock * kBlock;
    return true;
  }

  // How many bytes at the end of the path before go, as git writes numbers into packs; then what comes
  // instead of them, up to a NUL.
  bool short_path(std::size_t at) {
    constexpr unsigned kMore = 0x80U;
    std::size_t gone = 0;
    for (bool is_first = true, has_more = true; has_more; is_first = false, ++at) {
      if (at >= bytes_.size() || gone > index_.paths_.size()) return false;
      const auto byte = static_cast<unsigned char>(bytes_[at]);
      gone = (is_first ? 0 : (gone + 1) << 7U) | (byte & ~kMore);
      has_more = (byte & kMore) != 0;
    }
    const std::size_t end = bytes_.find('\0', at);
    const std::size_t previous = index_.paths_.size() - last_path_;
    if (end == std::string_view::npos || gone > previous) return false;
    const std::size_t length = previous - gone + end - at;
    if (length == 0 || length > kLongestShortPath) return false;
    index_.paths_.append(index_.paths_, last_path_, previous - gone);
    index_.paths_.append(bytes_.substr(at, end - at));
    last_path_ += previous;
    if (index_.paths_.size() > std::numeric_limits<std::uint32_t>::max()) return false;
    index_.path_ends_.push_back(static_cast<std::uint32_t>(index_.paths_.size()));
    at_ = end + 1;
    return true;
  }

  // What a program may pass over begins with an upper-case letter; what it may not is of another kind.
  bool extensions() {
    while (at_ < bytes_.size()) {
      constexpr std::size_t kSignature = 4;
      constexpr std::size_t kStart = 8;  // with the length
      if (bytes_.size() - at_ < kStart) return false;
      const std::string_view signature = bytes_.substr(at_, kSignature);
      const std::size_t length = number(bytes_, at_ + kSignature);
      if (length > bytes_.size() - at_ - kStart || signature[0] < 'A' || signature[0] > 'Z') return false;
      std::string_view body = bytes_.substr(at_ + kStart, length);
      if (signature == "TREE" && !take_tree(body, index_.format_, 0, index_.tree_)) return false;
      at_ += kStart + length;
    }
    return at_ == bytes_.size();
  }

  IndexFile& index_;
  std::string_view bytes_;  // without the checksum behind them
  std::size_t at_ = 0;
  std::size_t last_path_ = 0;  // where the path of the entry before begins
};

std::optional<IndexFile> IndexFile::read(MappedFile file, ObjectFormat format) {
  auto index = read(file.text(), format);
  if (index) index->file_ = std::move(file);
  return index;
}

std::optional<IndexFile> IndexFile::read(std::string_view bytes, ObjectFormat format) {
  std::optional<IndexFile> index(std::in_place);
  index->bytes_ = bytes;
  index->format_ = format;
  if (!Reader(*index, bytes).run()) return std::nullopt;
  return index;
}

std::string_view IndexFile::path(std::size_t place) const {
  if (has_short_paths_) {
    const std::size_t begin = place == 0 ? 0 : path_ends_[place - 1];
    return std::string_view(paths_).substr(begin, path_ends_[place] - begin);
  }
  const std::size_t flags_at = places_[place] + kOidAt + raw_size(format_);
  const std::uint32_t flags = number(bytes_, flags_at, kFlags);
  const std::size_t at = flags_at + kFlags + ((flags & kExtended) != 0 ? kFlags : 0);
  const std::size_t length = flags & kNameLength;
  return bytes_.substr(at, length < kNameLength ? length : bytes_.find('\0', at) - at);
}

std::uint32_t IndexFile::mode(std::size_t place) const {
  return number(bytes_, places_[place] + kModeAt);
}

Oid IndexFile::oid(std::size_t place) const {
  return Oid::from_raw(format_, bytes_.data() + places_[place] + kOidAt);
}

}  // namespace expgate::git
