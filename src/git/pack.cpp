#include "git/pack.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "git/delta.h"
#include "git/inflater.h"
#include "git/object.h"

namespace expgate::git {

namespace {

constexpr std::size_t kFanout = std::size_t{256} * 4;
constexpr std::uint32_t kOffsetBits = 0x7FFFFFFF;

unsigned char byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(big_endian_number(bytes, at, 4));
}

}  // namespace

tl::unexpected<Error> Pack::damaged(Text problem) const {
  return fail(tr("the pack `{pack}` is damaged: {problem}",
                 {{"pack", LocalFile{path_}}, {"problem", std::move(problem)}}),
              tr("run `git fsck`"));
}

Result<Pack> Pack::open(const std::string& path, ObjectFormat format) {
  constexpr std::string_view kIdx = ".idx";
  constexpr std::string_view kMagic = "\377tOc";
  constexpr std::size_t kPackHeader = 12;
  TRY_ASSIGN(MappedFile index, MappedFile::open(path));
  TRY_ASSIGN(MappedFile bytes, MappedFile::open(path.substr(0, path.size() - kIdx.size()) + ".pack"));
  Pack pack(path, format, std::move(index), std::move(bytes));
  const std::string_view text = pack.index_.text();
  const std::size_t oid_size = pack.oid_size();
  pack.is_version_1_ = !text.starts_with(kMagic);
  const std::size_t fanout_at = pack.fanout_at_ = pack.is_version_1_ ? 0 : 8;
  if (text.size() < fanout_at + kFanout + pack.trailer_size() ||
      pack.pack_.text().size() < kPackHeader + oid_size)
    return pack.damaged(tr("it is too short"));
  pack.bytes_ = pack.pack_.text();
  pack.bytes_.remove_suffix(oid_size);
  if (!pack.is_version_1_ && big_endian(text, 4) != 2)
    return fail(tr("the pack index `{file}` has an unknown version", {{"file", LocalFile{path}}}));
  pack.count_ = big_endian(text, fanout_at + kFanout - 4);
  const std::size_t entry = pack.is_version_1_ ? oid_size + 4 : oid_size + 8;
  if ((text.size() - fanout_at - kFanout - pack.trailer_size()) / entry < pack.count_)
    return pack.damaged(tr("its index is too short"));
  pack.oids_at_ = fanout_at + kFanout;
  pack.offsets_at_ = pack.oids_at_ + std::size_t{pack.count_} * (oid_size + 4);  // behind the checksums
  return pack;
}

const char* Pack::oid_at(std::size_t entry) const {
  const std::size_t at =
      is_version_1_ ? oids_at_ + entry * (oid_size() + 4) + 4 : oids_at_ + entry * oid_size();
  return index_.text().data() + at;
}

// Below, equal to or above 0 as the entry's oid is to the wanted one.
int Pack::order(std::size_t entry, const Oid& wanted) const {
  return compare_hashes(oid_at(entry), wanted.bytes.data(), oid_size());
}

Oid Pack::oid(std::uint32_t entry) const {
  return Oid::from_raw(format_, oid_at(entry));
}

// Where the entry begins in the pack; beyond its end where the index is damaged.
std::uint64_t Pack::offset(std::uint32_t entry) const {
  const std::string_view text = index_.text();
  if (is_version_1_) return big_endian(text, oids_at_ + std::size_t{entry} * (oid_size() + 4));
  const std::uint32_t small = big_endian(text, offsets_at_ + std::size_t{entry} * 4);
  if (small <= kOffsetBits) return small;
  const std::size_t at = offsets_at_ + (std::size_t{count_} + 2 * std::size_t{small & kOffsetBits}) * 4;
  if (at + 8 + trailer_size() > text.size()) return UINT64_MAX;
  return static_cast<std::uint64_t>(big_endian(text, at)) << 32U | big_endian(text, at + 4);
}

std::optional<std::uint64_t> Pack::find(const Oid& wanted) const {
  if (wanted.format != format_) return std::nullopt;
  // How many oids begin with a byte no greater than this one.
  const auto up_to = [&](unsigned byte) {
    return std::min(big_endian(index_.text(), fanout_at_ + std::size_t{byte} * 4), count_);
  };
  const unsigned first = wanted.bytes[0];
  std::uint32_t from = first == 0 ? 0 : up_to(first - 1);
  std::uint32_t to = up_to(first);
  while (from < to) {
    const std::uint32_t middle = from + (to - from) / 2;
    const int order = this->order(middle, wanted);
    if (order == 0) return offset(middle);
    if (order < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Pack::find(const Oid& wanted, const Fanout& fanout) const {
  if (wanted.format != format_) return std::nullopt;
  const auto entry = fanout.find(wanted.bytes.data(), [&](std::size_t each) { return order(each, wanted); });
  if (!entry) return std::nullopt;
  return offset(static_cast<std::uint32_t>(*entry));
}

Fanout Pack::finer_fanout() const {
  return {count_, [this](std::size_t entry) { return Fanout::beginning(oid_at(entry)); }};
}

Result<Stored> Pack::stored_at(std::uint64_t offset) const {
  constexpr unsigned kOffsetDelta = 6;
  constexpr unsigned kOidDelta = 7;
  constexpr ObjectKind kKinds[] = {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag};
  if (offset >= bytes_.size()) return damaged(tr("an object lies beyond its end"));
  std::size_t at = offset;
  const unsigned char first = byte_at(bytes_, at++);
  Stored stored;
  stored.size = first & 0x0FU;
  if ((first & 0x80U) != 0) {
    const auto rest = read_number(bytes_, at);
    if (!rest || *rest > UINT64_MAX >> 4U) return damaged(tr("the size of an object does not end"));
    stored.size |= *rest << 4U;
  }
  const unsigned type = first >> 4U & 7U;
  stored.is_delta = type == kOffsetDelta || type == kOidDelta;
  if (type == kOffsetDelta) TRY_SET(stored.base, base_before(offset, at));
  if (type == kOidDelta) TRY_SET(stored.base, base_named(at));
  if (!stored.is_delta && (type < 1 || type > std::size(kKinds)))
    return damaged(tr("the object at offset {offset} has an unknown type", {{"offset", offset}}));
  if (!stored.is_delta) stored.kind = kKinds[type - 1];
  stored.compressed = bytes_.substr(at);
  return stored;
}

// What lies as many bytes before `start` as the number at `at` says (OBJ_OFS_DELTA).
Result<std::uint64_t> Pack::base_before(std::uint64_t start, std::size_t& at) const {
  std::uint64_t distance = 0;
  for (bool goes_on = true; goes_on;) {
    if (at >= bytes_.size() || distance > UINT64_MAX >> 8U)
      return damaged(tr("the offset of a delta base does not end"));
    const unsigned char byte = byte_at(bytes_, at++);
    distance = distance << 7U | (byte & 0x7FU);
    goes_on = (byte & 0x80U) != 0;
    if (goes_on) ++distance;
  }
  if (distance == 0 || distance > start) return damaged(tr("a delta has no base"));
  return start - distance;
}

Result<std::uint64_t> Pack::base_named(std::size_t& at) const {
  if (bytes_.size() - at < oid_size()) return damaged(tr("a delta has no base"));
  const Oid base = Oid::from_raw(format_, bytes_.data() + at);
  at += oid_size();
  const auto offset = find(base);
  if (!offset)
    return damaged(tr("it has a delta against object {oid}, but not the object", {{"oid", base.hex()}}));
  return std::uint64_t{*offset};
}

// Goes over the pack from its beginning to its end: most deltas lie behind their bases.
class Pack::Lister {
 public:
  explicit Lister(const Pack& pack) : pack_(pack) {
    by_offset_.reserve(pack.count_);
    for (std::uint32_t entry = 0; entry < pack.count_; ++entry)
      by_offset_.emplace_back(pack.offset(entry), entry);
    std::sort(by_offset_.begin(), by_offset_.end());
    kinds_.resize(pack.count_);
  }

  // The oids are read in their order, the rest in that of the pack, so that no page is waited for twice.
  Result<std::vector<QuarantinedObject>> run() {
    std::vector<QuarantinedObject> list(pack_.count_);
    for (std::uint32_t entry = 0; entry < pack_.count_; ++entry) list[entry].oid = pack_.oid(entry);
    for (const auto& [offset, entry] : by_offset_) {
      TRY_ASSIGN(const Header header, read(offset, entry));
      list[entry].kind = header.kind;
      list[entry].size = header.size;
      let_go_before(offset);
    }
    return list;
  }

  // In the order in which they lie in the pack: what an object takes ends where the next one begins.
  Result<void> add_blobs(std::vector<StoredBlob>& blobs) {
    for (std::size_t i = 0; i < by_offset_.size(); ++i) {
      const auto& [offset, entry] = by_offset_[i];
      TRY_ASSIGN(const Header header, read(offset, entry));
      let_go_before(offset);
      if (header.kind != ObjectKind::blob) continue;
      const std::uint64_t end = i + 1 < by_offset_.size() ? by_offset_[i + 1].first : pack_.bytes_.size();
      blobs.push_back({pack_.oid(entry), header.size, end - offset});
    }
    return {};
  }

 private:
  // Most of a large pack is read for its headers alone: it need not stay in memory.
  void let_go_before(std::uint64_t offset) {
    constexpr std::uint64_t kPiece = std::uint64_t{4} << 20U;  // bytes
    if (offset - kept_from_ < kPiece) return;
    let_go(pack_.bytes_.substr(kept_from_, offset - kept_from_));
    kept_from_ = offset;
  }

  Result<Header> read(std::uint64_t offset, std::uint32_t entry) {
    TRY_ASSIGN(const Stored stored, pack_.stored_at(offset));
    TRY_ASSIGN(const ObjectKind kind, kind_of(entry, stored));
    if (!stored.is_delta) return Header{kind, stored.size};
    const auto size = inflater_.result_size(stored.compressed, stored.size);
    if (!size) return pack_.damaged(tr("object {oid} is not a delta", {{"oid", pack_.oid(entry).hex()}}));
    return Header{kind, *size};
  }

  // The kind of what stands at the end of the chain of deltas; told to all entries of the chain.
  Result<ObjectKind> kind_of(std::uint32_t entry, Stored stored) {
    chain_.clear();
    while (!kinds_[entry] && stored.is_delta) {
      chain_.push_back(entry);
      if (chain_.size() > pack_.count_) return pack_.damaged(tr("its deltas form a circle"));
      TRY_SET(entry, entry_at(stored.base));
      if (!kinds_[entry]) TRY_SET(stored, pack_.stored_at(stored.base));
    }
    if (!kinds_[entry]) kinds_[entry] = stored.kind;
    const ObjectKind kind = *kinds_[entry];
    for (const std::uint32_t each : chain_) kinds_[each] = kind;
    return ObjectKind(kind);
  }

  [[nodiscard]] Result<std::uint32_t> entry_at(std::uint64_t offset) const {
    const auto place =
        std::lower_bound(by_offset_.begin(), by_offset_.end(), std::pair(offset, std::uint32_t{0}));
    if (place == by_offset_.end() || place->first != offset) return pack_.damaged(tr("a delta has no base"));
    return std::uint32_t{place->second};
  }

  const Pack& pack_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> by_offset_;
  std::vector<std::optional<ObjectKind>> kinds_;
  std::vector<std::uint32_t> chain_;  // of kind_of(), whose memory it keeps
  std::uint64_t kept_from_ = 0;       // where what is in memory begins
  Inflater inflater_;
};

Result<std::vector<QuarantinedObject>> Pack::list() const {
  return Lister(*this).run();
}

Result<void> Pack::add_blobs(std::vector<StoredBlob>& blobs) const {
  return Lister(*this).add_blobs(blobs);
}

}  // namespace expgate::git
