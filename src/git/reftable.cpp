#include "git/reftable.h"

#include <algorithm>
#include <cstring>
#include <libdeflate.h>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "base/trace.h"

namespace expgate::git {

namespace {

constexpr char kRefs = 'r';
constexpr char kLog = 'g';
constexpr std::size_t kBlockHeader = 4;                      // type and length
constexpr std::size_t kLongestName = std::size_t{64} << 10;  // bytes

// The number at `at`, which goes on behind it, or nothing if it does not end before `end`.
std::optional<std::uint64_t> read_varint(std::string_view bytes, std::size_t& at, std::size_t end) {
  constexpr unsigned kMore = 0x80U;
  if (at < end && (static_cast<unsigned char>(bytes[at]) & kMore) == 0)  // most are that small
    return static_cast<unsigned char>(bytes[at++]);
  std::uint64_t value = 0;
  for (bool is_first = true; at < end; is_first = false) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    if (value > UINT64_MAX >> 8U) return std::nullopt;
    value = (is_first ? 0 : (value + 1) << 7U) | (byte & 0x7FU);
    if ((byte & kMore) == 0) return value;
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
  TRY(table.read_blocks());
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
                            big_endian_number(bytes, bytes.size() - kChecksum, kChecksum);
  if (!is_whole) return damaged();
  const std::string_view hash = version == 1 ? "sha1" : bytes.substr(kHashAt, 4);
  if (hash != (format_ == ObjectFormat::sha1 ? "sha1" : "s256")) return damaged();
  block_size_ = big_endian_number(bytes, 5, 3);
  bytes_ = bytes.substr(0, footer_at);
  // What comes behind the refs: their index, the objects, the log; or nothing.
  constexpr unsigned kLengthBits = 5;  // below the position of the objects
  const std::size_t at = footer_at + header_;
  const std::uint64_t sections[] = {big_endian_number(bytes, at, 8),
                                    big_endian_number(bytes, at + 8, 8) >> kLengthBits,
                                    big_endian_number(bytes, at + 24, 8)};
  refs_end_ = bytes_.size();
  for (const std::uint64_t section : sections) {
    if (section > bytes_.size()) return damaged();
    if (section != 0) refs_end_ = std::min<std::size_t>(refs_end_, section);
  }
  return {};
}

// All blocks of refs, and whether each record in them is in its place.
Result<void> Reftable::read_blocks() {
  const bool is_empty = bytes_.size() == header_ || bytes_[header_] == kLog;
  if (is_empty) return {};
  Record last;
  for (std::size_t offset = 0; offset != refs_end_;) TRY_SET(offset, add_block(offset, last));
  return {};
}

// The block that begins there. Returns where the next one begins, and leaves its last record in `record`.
Result<std::size_t> Reftable::add_block(std::size_t offset, Record& record) {
  constexpr std::size_t kRestarts = 2;  // bytes of their count
  constexpr std::size_t kRestart = 3;
  const std::size_t at =
      offset == 0 ? header_ : offset;  // the first one's length counts the header of the file
  if (at > refs_end_ || refs_end_ - at < kBlockHeader || bytes_[at] != kRefs) return damaged();
  const std::uint64_t length = big_endian_number(bytes_, at + 1, 3);
  const std::size_t end = offset + length;
  if (end > refs_end_ || end < at + kBlockHeader + kRestarts) return damaged();
  const std::uint64_t restarts = big_endian_number(bytes_, end - kRestarts, kRestarts) * kRestart + kRestarts;
  if (restarts >= end - at - kBlockHeader) return damaged();
  Block block{at + kBlockHeader, end - restarts, {}};
  for (std::size_t next = block.records_at; next < block.records_end;) {
    const bool is_first = next == block.records_at;
    if (!read_record(next, block, Order::checked, record)) return damaged();
    if (is_first) block.first = record.name;
  }
  blocks_.push_back(std::move(block));
  // Blocks are padded with zeros to their full size, or follow each other at once.
  const bool is_padded = length < block_size_ && end < refs_end_ && bytes_[end] == '\0';
  return std::size_t{is_padded ? offset + block_size_ : end};
}

// The record at `at`, which goes on behind it; `record` holds the one before. False: it is damaged.
bool Reftable::read_record(std::size_t& at, const Block& block, Order order, Record& record) const {
  constexpr unsigned kKindBits = 3;
  const bool is_first = at == block.records_at;
  const std::size_t end = block.records_end;
  const auto shared = read_varint(bytes_, at, end);
  const auto key = read_varint(bytes_, at, end);
  if (!shared || !key || *shared > (is_first ? 0 : record.name.size())) return false;
  const std::uint64_t length = *key >> kKindBits;
  const unsigned kind = *key & ((1U << kKindBits) - 1);
  if (length > end - at || *shared + length > kLongestName || kind > static_cast<unsigned>(Kind::symbolic))
    return false;
  const std::string_view suffix = bytes_.substr(at, length);
  if (order == Order::checked && suffix <= std::string_view(record.name).substr(*shared)) return false;
  record.name.resize(*shared + length);
  std::memcpy(record.name.data() + *shared, suffix.data(), length);
  if (order == Order::checked && !is_ref_name(record.name, *shared)) return false;
  record.kind = static_cast<Kind>(kind);
  at += length;
  const auto update = read_varint(bytes_, at, end);
  std::optional<std::uint64_t> size = 0;
  const std::size_t oid = raw_size(format_);
  if (record.kind == Kind::object) size = oid;
  if (record.kind == Kind::peeled_tag) size = 2 * oid;
  if (record.kind == Kind::symbolic) size = read_varint(bytes_, at, end);
  if (!update || !size || *size > end - at) return false;
  if (record.kind == Kind::symbolic && *size == 0) return false;
  record.value = bytes_.substr(at, *size);
  at += *size;
  return true;
}

Reftable::Cursor::Cursor(const Reftable& table, std::size_t block) : table_(&table), block_(block) {
  if (!at_end()) at_ = table.blocks_[block].records_at;
}

Result<Reftable::Cursor> Reftable::Cursor::seek(const Reftable& table, std::string_view name) {
  // The last block that begins with a name that is not greater; the first one if there is none.
  const auto& blocks = table.blocks_;
  const auto behind =
      std::upper_bound(blocks.begin(), blocks.end(), name,
                       [](std::string_view wanted, const Block& block) { return wanted < block.first; });
  Cursor cursor(table, behind == blocks.begin() ? 0 : static_cast<std::size_t>(behind - blocks.begin()) - 1);
  if (cursor.at_end()) return cursor;
  do TRY(cursor.advance());
  while (!cursor.at_end() && cursor.record_.name < name);
  return cursor;
}

Result<void> Reftable::Cursor::advance() {
  const std::vector<Block>& blocks = table_->blocks_;
  if (at_ == blocks[block_].records_end) {
    if (++block_ == blocks.size()) return {};
    at_ = blocks[block_].records_at;
  }
  Trace::count(Traced::refs);
  if (!table_->read_record(at_, blocks[block_], Order::known, record_)) return table_->damaged();
  return {};
}

// A search for the bytes, and then for the record in whose block they are.
Result<std::vector<Reftable::Record>> Reftable::holding(std::string_view value, std::size_t most) const {
  std::vector<Record> found;
  for (std::size_t from = 0; from < refs_end_ && found.size() < most;) {
    const void* hit = ::memmem(bytes_.data() + from, refs_end_ - from, value.data(), value.size());
    if (hit == nullptr) break;
    const auto place = static_cast<std::size_t>(static_cast<const char*>(hit) - bytes_.data());
    from = place + value.size();
    const auto behind =
        std::upper_bound(blocks_.begin(), blocks_.end(), place,
                         [](std::size_t at, const Block& block) { return at < block.records_at; });
    if (behind == blocks_.begin()) continue;
    const Block& block = *(behind - 1);
    Record record;
    for (std::size_t at = block.records_at; at < std::min(place, block.records_end);)
      if (!read_record(at, block, Order::known, record)) return damaged();
    if (record.value == value) found.push_back(std::move(record));
  }
  return found;
}

}  // namespace expgate::git
