#include "git/pack.h"

#include <algorithm>
#include <array>
#include <optional>
#include <zlib.h>

namespace expgate::git {

namespace {

constexpr std::size_t kFanout = std::size_t{256} * 4;
constexpr std::size_t kOidLength = 20;
constexpr std::size_t kTrailer = 2 * kOidLength;  // checksums of the pack and of the index
constexpr std::uint32_t kOffsetBits = 0x7FFFFFFF;

unsigned char byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | byte_at(bytes, at + i);
  return value;
}

// The number at `at` in groups of seven bits, the lowest first; `at` moves behind it. Nothing where it does
// not end.
std::optional<std::uint64_t> read_number(std::string_view bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; at < bytes.size() && shift < 64; shift += 7) {
    const unsigned char byte = byte_at(bytes, at++);
    value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return value;
  }
  return std::nullopt;
}

// Inflates the beginnings of deltas, one after the other with the same state.
class Inflater {
 public:
  Inflater() { is_ready_ = inflateInit(&stream_) == Z_OK; }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // The size of what the delta makes: the second of the two numbers that it begins with.
  std::optional<std::uint64_t> result_size(std::string_view compressed) {
    constexpr std::size_t kEnough = 4096;
    std::array<char, 20> start{};
    if (!is_ready_ || inflateReset(&stream_) != Z_OK) return std::nullopt;
    stream_.next_in =
        reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));  // zlib does not write there
    stream_.avail_in = static_cast<uInt>(std::min(compressed.size(), kEnough));
    stream_.next_out = reinterpret_cast<Bytef*>(start.data());
    stream_.avail_out = static_cast<uInt>(start.size());
    const int status = inflate(&stream_, Z_SYNC_FLUSH);
    if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return std::nullopt;
    const std::string_view inflated(start.data(), start.size() - stream_.avail_out);
    std::size_t at = 0;
    if (!read_number(inflated, at)) return std::nullopt;
    return read_number(inflated, at);
  }

 private:
  z_stream stream_{};
  bool is_ready_ = false;
};

}  // namespace

tl::unexpected<Error> Pack::damaged(const std::string& what) const {
  return fail("the pack " + path_ + " is damaged: " + what, "run git fsck");
}

Result<Pack> Pack::open(const std::string& path) {
  constexpr std::string_view kIdx = ".idx";
  constexpr std::string_view kMagic = "\377tOc";
  constexpr std::size_t kPackHeader = 12;
  TRY_ASSIGN(MappedFile index, MappedFile::open(path));
  TRY_ASSIGN(MappedFile bytes, MappedFile::open(path.substr(0, path.size() - kIdx.size()) + ".pack"));
  Pack pack(path, std::move(index), std::move(bytes));
  const std::string_view text = pack.index_.text();
  pack.is_version_1_ = !text.starts_with(kMagic);
  const std::size_t fanout_at = pack.is_version_1_ ? 0 : 8;
  if (text.size() < fanout_at + kFanout + kTrailer || pack.pack_.text().size() < kPackHeader + kOidLength)
    return pack.damaged("it is too short");
  if (!pack.is_version_1_ && big_endian(text, 4) != 2)
    return fail("the index " + path + " is of a version that cannot be read");
  pack.count_ = big_endian(text, fanout_at + kFanout - 4);
  const std::size_t entry = pack.is_version_1_ ? kOidLength + 4 : kOidLength + 8;
  if ((text.size() - fanout_at - kFanout - kTrailer) / entry < pack.count_)
    return pack.damaged("its index is too short");
  pack.oids_at_ = fanout_at + kFanout;
  pack.offsets_at_ = pack.oids_at_ + std::size_t{pack.count_} * (kOidLength + 4);  // behind the checksums
  return pack;
}

Oid Pack::oid(std::uint32_t entry) const {
  const std::size_t at = is_version_1_ ? oids_at_ + std::size_t{entry} * (kOidLength + 4) + 4
                                       : oids_at_ + std::size_t{entry} * kOidLength;
  Oid oid;
  std::memcpy(oid.bytes.data(), index_.text().data() + at, kOidLength);
  return oid;
}

// Where the entry begins in the pack; beyond its end where the index is damaged.
std::uint64_t Pack::offset(std::uint32_t entry) const {
  const std::string_view text = index_.text();
  if (is_version_1_) return big_endian(text, oids_at_ + std::size_t{entry} * (kOidLength + 4));
  const std::uint32_t small = big_endian(text, offsets_at_ + std::size_t{entry} * 4);
  if (small <= kOffsetBits) return small;
  const std::size_t at = offsets_at_ + (std::size_t{count_} + 2 * std::size_t{small & kOffsetBits}) * 4;
  if (at + 8 + kTrailer > text.size()) return UINT64_MAX;
  return static_cast<std::uint64_t>(big_endian(text, at)) << 32U | big_endian(text, at + 4);
}

Result<std::uint32_t> Pack::find(const Oid& wanted) const {
  std::uint32_t from = 0;
  std::uint32_t to = count_;
  while (from < to) {
    const std::uint32_t middle = from + (to - from) / 2;
    const Oid there = oid(middle);
    if (there == wanted) return middle;
    if (there < wanted)
      from = middle + 1;
    else
      to = middle;
  }
  return damaged("it holds a delta to object " + wanted.hex() + ", but not that");
}

class Pack::Lister {
 public:
  explicit Lister(const Pack& pack) : pack_(pack), bytes_(pack.pack_.text()) {
    bytes_.remove_suffix(kOidLength);
    by_offset_.reserve(pack.count_);
    for (std::uint32_t entry = 0; entry < pack.count_; ++entry)
      by_offset_.emplace_back(pack.offset(entry), entry);
    std::sort(by_offset_.begin(), by_offset_.end());
    kinds_.resize(pack.count_);
  }

  Result<std::vector<Arrival>> run() {
    std::vector<Arrival> list;
    list.reserve(pack_.count_);
    for (std::uint32_t number = 0; number < pack_.count_; ++number) {
      TRY_ASSIGN(const Entry entry, read(number));
      TRY_ASSIGN(const ObjectKind kind, kind_of(number));
      std::uint64_t size = entry.size;
      if (entry.is_delta) {
        const auto result = inflater_.result_size(bytes_.substr(entry.data_at));
        if (!result) return pack_.damaged("object " + pack_.oid(number).hex() + " is no delta");
        size = *result;
      }
      list.push_back({pack_.oid(number), kind, size});
    }
    return list;
  }

 private:
  // The kind of what stands at the end of the chain of deltas; told to all entries of the chain.
  Result<ObjectKind> kind_of(std::uint32_t number) {
    std::vector<std::uint32_t> chain;
    while (!kinds_[number]) {
      TRY_ASSIGN(const Entry entry, read(number));
      chain.push_back(number);
      if (chain.size() > pack_.count_) return pack_.damaged("its deltas go round in a circle");
      if (!entry.is_delta) kinds_[number] = entry.kind;
      number = entry.is_delta ? entry.base : number;
    }
    const ObjectKind kind = *kinds_[number];
    for (const std::uint32_t each : chain) kinds_[each] = kind;
    return ObjectKind(kind);
  }

  Result<Entry> read(std::uint32_t number) const {
    std::size_t at = pack_.offset(number);
    const std::uint64_t start = at;
    if (at >= bytes_.size()) return pack_.damaged("an object lies beyond its end");
    const unsigned char first = byte_at(bytes_, at++);
    Entry entry;
    entry.size = first & 0x0FU;
    if ((first & 0x80U) != 0) {
      const auto rest = read_number(bytes_, at);
      if (!rest) return pack_.damaged("a size does not end");
      entry.size |= *rest << 4U;
    }
    constexpr unsigned kOffsetDelta = 6;
    constexpr unsigned kOidDelta = 7;
    const unsigned type = first >> 4U & 7U;
    entry.is_delta = type == kOffsetDelta || type == kOidDelta;
    if (type == kOffsetDelta) TRY_SET(entry.base, base_at(start, at));
    if (type == kOidDelta) TRY_SET(entry.base, base_named(at));
    constexpr ObjectKind kKinds[] = {ObjectKind::commit, ObjectKind::tree, ObjectKind::blob, ObjectKind::tag};
    if (!entry.is_delta && (type < 1 || type > std::size(kKinds)))
      return pack_.damaged("object " + pack_.oid(number).hex() + " is of no known type");
    if (!entry.is_delta) entry.kind = kKinds[type - 1];
    entry.data_at = at;
    return entry;
  }

  // The entry that lies as many bytes before `start` as the number at `at` says (OBJ_OFS_DELTA).
  Result<std::uint32_t> base_at(std::uint64_t start, std::size_t& at) const {
    std::uint64_t distance = 0;
    for (bool goes_on = true; goes_on;) {
      if (at >= bytes_.size() || distance > UINT64_MAX >> 8U) return pack_.damaged("an offset does not end");
      const unsigned char byte = byte_at(bytes_, at++);
      distance = distance << 7U | (byte & 0x7FU);
      goes_on = (byte & 0x80U) != 0;
      if (goes_on) ++distance;
    }
    const auto base =
        std::lower_bound(by_offset_.begin(), by_offset_.end(), std::pair(start - distance, std::uint32_t{0}));
    if (distance > start || base == by_offset_.end() || base->first != start - distance)
      return pack_.damaged("a delta has no base");
    return std::uint32_t{base->second};
  }

  Result<std::uint32_t> base_named(std::size_t& at) const {
    if (bytes_.size() - at < kOidLength) return pack_.damaged("a delta has no base");
    Oid base;
    std::memcpy(base.bytes.data(), bytes_.data() + at, kOidLength);
    at += kOidLength;
    return pack_.find(base);
  }

  const Pack& pack_;
  std::string_view bytes_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> by_offset_;
  std::vector<std::optional<ObjectKind>> kinds_;
  Inflater inflater_;
};

Result<std::vector<Arrival>> Pack::list() const {
  return Lister(*this).run();
}

}  // namespace expgate::git
