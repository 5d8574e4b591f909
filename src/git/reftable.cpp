#include "git/reftable.h"

#include <algorithm>
#include <libdeflate.h>
#include <utility>

#include "base/trace.h"

namespace expgate::git {

namespace {

constexpr char kRefs = 'r';
constexpr char kIndex = 'i';
constexpr std::size_t kBlockHeader = 4;                      // type and length
constexpr std::size_t kLongestName = std::size_t{64} << 10;  // bytes

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// The number at `at`, which goes on behind it, or nothing if it does not end before `end`.
std::optional<std::uint64_t> read_varint(std::string_view bytes, std::size_t& at, std::size_t end) {
  std::uint64_t value = 0;
  for (bool is_first = true; at < end; is_first = false) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    if (value > UINT64_MAX >> 8U) return std::nullopt;
    value = (is_first ? 0 : (value + 1) << 7U) | (byte & 0x7FU);
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

}  // namespace

tl::unexpected<Error> Reftable::damaged() const {
  return fail(tr("the reftable `{file}` is damaged", {{"file", LocalFile{name_}}}),
              tr("run `git refs verify`; `git fsck` says more"));
}

Result<Reftable> Reftable::read(std::string name, MappedFile file, ObjectFormat format) {
  TRY_ASSIGN(Reftable table, read(std::move(name), file.text(), format));
  table.file_ = std::move(file);
  return table;
}

Result<Reftable> Reftable::read(std::string name, std::string_view bytes, ObjectFormat format) {
  Reftable table(std::move(name), format);
  TRY(table.read_frame(bytes));
  return table;
}

// The header, and the footer that repeats it.
Result<void> Reftable::read_frame(std::string_view bytes) {
  constexpr std::string_view kMagic = "REFT";
  constexpr std::size_t kHeaders[] = {24, 28};  // of version 1 and 2
  constexpr std::size_t kFooterMore = 44;       // five numbers and a checksum
  constexpr std::size_t kChecksum = 4;
  constexpr std::size_t kHashAt = 24;
  if (bytes.size() < kHeaders[0] || !bytes.starts_with(kMagic)) return damaged();
  const auto version = static_cast<unsigned char>(bytes[kMagic.size()]);
  if (version != 1 && version != 2)
    return fail(tr("the reftable `{file}` has an unknown version", {{"file", LocalFile{name_}}}));
  header_ = kHeaders[version - 1];
  const std::size_t footer = header_ + kFooterMore;
  if (bytes.size() < header_ + footer) return damaged();
  const std::size_t footer_at = bytes.size() - footer;
  const std::string_view summed = bytes.substr(footer_at, footer - kChecksum);
  const bool is_whole = summed.starts_with(bytes.substr(0, header_)) &&
                        libdeflate_crc32(0, summed.data(), summed.size()) ==
                            big_endian(bytes, bytes.size() - kChecksum, kChecksum);
  if (!is_whole) return damaged();
  const std::string_view hash = version == 1 ? "sha1" : bytes.substr(kHashAt, 4);
  if (hash != (format_ == ObjectFormat::sha1 ? "sha1" : "s256")) return damaged();
  block_size_ = big_endian(bytes, 5, 3);
  index_at_ = big_endian(bytes, footer_at + header_, 8);
  bytes_ = bytes.substr(0, footer_at);
  if (index_at_ != 0 && (index_at_ < header_ || index_at_ >= bytes_.size())) return damaged();
  return {};
}

// The block that begins there; nothing if that is the end of the file.
Result<std::optional<Reftable::Block>> Reftable::block_at(std::uint64_t offset) const {
  constexpr std::size_t kRestarts = 2;  // bytes of their count
  constexpr std::size_t kRestart = 3;
  const bool is_first = offset == 0;  // its length counts the header of the file
  const std::size_t at = is_first ? header_ : offset;
  if (at >= bytes_.size()) return std::optional<Block>{};
  if (bytes_.size() - at < kBlockHeader) return damaged();
  Block block;
  block.type = bytes_[at];
  if (block.type != kRefs && block.type != kIndex) return std::optional(block);  // of no interest
  const std::uint64_t length = big_endian(bytes_, at + 1, 3);
  const std::uint64_t end = offset + length;
  if (end > bytes_.size() || end < at + kBlockHeader + kRestarts) return damaged();
  const std::uint64_t restarts = big_endian(bytes_, end - kRestarts, kRestarts) * kRestart + kRestarts;
  if (restarts > end - at - kBlockHeader) return damaged();
  block.records_at = at + kBlockHeader;
  block.records_end = end - restarts;
  // Blocks are padded with zeros to their full size, or follow each other at once.
  const bool is_padded = length < block_size_ && end < bytes_.size() && bytes_[end] == '\0';
  block.next = is_padded ? offset + block_size_ : end;
  return std::optional(block);
}

Result<Reftable::Key> Reftable::read_key(std::size_t& at, std::size_t end, std::size_t longest) const {
  constexpr unsigned kKindBits = 3;
  const auto shared = read_varint(bytes_, at, end);
  const auto length = read_varint(bytes_, at, end);
  if (!shared || !length || *shared > longest || *length >> kKindBits > end - at) return damaged();
  const std::size_t size = *length >> kKindBits;
  const Key key{*shared, bytes_.substr(at, size), static_cast<unsigned>(*length & 7U)};
  if (*shared + size > kLongestName) return damaged();
  at += size;
  return key;
}

// Where the block of refs begins in which the name would be.
Result<std::uint64_t> Reftable::block_of(std::string_view name) const {
  constexpr int kDeepest = 16;  // indexes of indexes: each level is a hundred times smaller
  std::uint64_t offset = index_at_;
  for (int depth = 0; offset != 0; ++depth) {
    TRY_ASSIGN(const std::optional<Block> block, block_at(offset));
    if (!block || depth > kDeepest) return damaged();
    if (block->type == kRefs) return offset;
    if (block->type != kIndex) return damaged();
    std::string last;  // of the names of a block below
    std::optional<std::uint64_t> below;
    for (std::size_t at = block->records_at; at < block->records_end;) {
      TRY_ASSIGN(const Key key, read_key(at, block->records_end, last.size()));
      last.resize(key.shared);
      last += key.suffix;
      const auto position = read_varint(bytes_, at, block->records_end);
      if (!position || *position >= bytes_.size()) return damaged();
      if (last < name) continue;
      below = *position;
      break;
    }
    if (!below) return std::uint64_t{bytes_.size()};  // behind all names
    if (*below == 0) break;                           // the first block of the file
    offset = *below;
  }
  return std::uint64_t{0};
}

Result<Reftable::Cursor> Reftable::Cursor::seek(const Reftable& table, std::string_view name) {
  Cursor cursor(table);
  TRY_ASSIGN(const std::uint64_t block, table.block_of(name));
  TRY(cursor.enter(block));
  while (!cursor.at_end() && cursor.record_.name < name) TRY(cursor.advance());
  return cursor;
}

// The first record of the block there. Refs come first in a table: any other block is the end of them.
Result<void> Reftable::Cursor::enter(std::uint64_t offset) {
  TRY_ASSIGN(const std::optional<Block> block, table_->block_at(offset));
  if (!block || block->type != kRefs) {
    is_at_end_ = true;
    return {};
  }
  if (block->next <= offset) return table_->damaged();
  at_ = block->records_at;
  end_ = block->records_end;
  next_ = block->next;
  record_.name.clear();
  return advance();
}

Result<void> Reftable::Cursor::advance() {
  if (at_ >= end_) return enter(next_);
  TRY_ASSIGN(const Key key, table_->read_key(at_, end_, record_.name.size()));
  if (key.kind > static_cast<unsigned>(Kind::symbolic)) return table_->damaged();
  record_.name.resize(key.shared);
  record_.name += key.suffix;
  record_.kind = static_cast<Kind>(key.kind);
  const auto update = read_varint(table_->bytes_, at_, end_);
  std::optional<std::uint64_t> size = 0;
  const std::size_t oid = raw_size(table_->format_);
  if (record_.kind == Kind::object) size = oid;
  if (record_.kind == Kind::peeled_tag) size = 2 * oid;
  if (record_.kind == Kind::symbolic) size = read_varint(table_->bytes_, at_, end_);
  if (!update || !size || *size > end_ - at_) return table_->damaged();
  if (record_.kind == Kind::symbolic && *size == 0) return table_->damaged();
  record_.value = table_->bytes_.substr(at_, *size);
  at_ += *size;
  Trace::count(Traced::refs);
  return {};
}

}  // namespace expgate::git
