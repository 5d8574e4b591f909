#include "git/pack_reader.h"

#include <bit>
#include <utility>

#include "git/delta.h"
#include "git/folder.h"

namespace expgate::git {

namespace {

// Of objects that are kept: few until more are needed, since new memory takes time.
constexpr unsigned kFewBits = 7;
constexpr unsigned kMostBits = 12;
// Bytes: small objects are made anew faster than new memory is had, but a whole chain of deltas of large
// trees is to be at hand (git stops at 50). A hook stays below 64 MiB.
constexpr std::size_t kEnough = std::size_t{4} << 20;
constexpr std::size_t kChain = 100;  // objects
constexpr std::size_t kMostKept = std::size_t{16} << 20;
constexpr std::size_t kBiggest = std::size_t{8} << 20;  // of one object

// Room for an object of so many bytes.
std::pair<Object, char*> allocate(std::size_t size) {
  std::shared_ptr<char[]> room = std::make_shared_for_overwrite<char[]>(size);
  char* const bytes = room.get();
  return {Object(std::move(room), {bytes, size}), bytes};
}

}  // namespace

Result<std::optional<Unpacked>> PackReader::read(const Oid& oid) {
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const std::size_t number = (last_pack_ + i) % sources_.size();
    const auto offset = find(sources_[number], oid);
    if (!offset) continue;
    last_pack_ = number;
    return unpack(*sources_[number].pack, *offset);
  }
  return std::optional<Unpacked>{};
}

// Where the object begins in the pack.
std::optional<std::uint64_t> PackReader::find(Source& source, const Oid& oid) {
  const Pack& pack = *source.pack;
  if (source.fanout.empty() && Fanout::is_worth(++source.questions, pack.count()))
    source.fanout = pack.finer_fanout();
  if (source.fanout.empty()) return pack.find(oid);
  const auto [from, to] = source.fanout.of(Fanout::beginning(oid.bytes.data()));
  return pack.find(oid, from, to);
}

Result<std::optional<LargeObject>> PackReader::read_large(const Oid& oid) {
  for (const auto& [pack, questions, fanout] : sources_) {
    const auto offset = pack->find(oid);
    if (!offset) continue;
    TRY_ASSIGN(const Stored stored, pack->stored_at(*offset));
    if (stored.is_delta || stored.size <= kBiggest) continue;
    if (stored.size / kBestRatio > stored.compressed.size())
      return pack->damaged(tr("an object cannot be inflated"));
    std::optional<std::string> bytes = inflater_.inflate_large(stored.compressed, stored.size);
    if (!bytes) return pack->damaged(tr("an object cannot be inflated"));
    return std::optional(LargeObject{stored.kind, *std::move(bytes)});
  }
  return std::optional<LargeObject>{};
}

// Goes down the chain of deltas to what is whole, or was made a moment ago, and up again.
Result<std::optional<Unpacked>> PackReader::unpack(const Pack& pack, std::uint64_t offset) {
  struct Link {
    std::uint64_t offset;
    Stored stored;
  };
  std::vector<Link> chain;
  std::optional<Unpacked> made;
  while (!made) {
    if (const Unpacked* known = find(pack, offset)) {
      made = *known;
      break;
    }
    TRY_ASSIGN(const Stored stored, pack.stored_at(offset));
    if (stored.size > kBiggest) return std::optional<Unpacked>{};
    if (stored.is_delta) {
      chain.push_back({offset, stored});
      if (chain.size() > pack.count()) return pack.damaged(tr("its deltas form a circle"));
      offset = stored.base;
      continue;
    }
    TRY_SET(made, inflate(pack, stored));
    if (!chain.empty() || made->kind == ObjectKind::tree) keep(pack, offset, *made);
  }
  for (; !chain.empty(); chain.pop_back()) {
    TRY_SET(made, apply(pack, *made, chain.back().stored));
    if (!made) break;
    keep(pack, chain.back().offset, *made);
  }
  return made;
}

Result<std::optional<Unpacked>> PackReader::inflate(const Pack& pack, const Stored& stored) {
  auto [object, bytes] = allocate(stored.size);
  if (!inflater_.inflate_whole(stored.compressed, bytes, stored.size))
    return pack.damaged(tr("an object cannot be inflated"));
  return std::optional<Unpacked>({stored.kind, std::move(object)});
}

Result<std::optional<Unpacked>> PackReader::apply(const Pack& pack, const Unpacked& base,
                                                  const Stored& stored) {
  delta_.resize(stored.size);
  if (!inflater_.inflate_whole(stored.compressed, delta_.data(), delta_.size()))
    return pack.damaged(tr("a delta cannot be inflated"));
  const auto size = delta_sizes(delta_).result;
  if (size && *size > kBiggest) return std::optional<Unpacked>{};
  auto [object, bytes] = allocate(size.value_or(0));
  if (!size || !apply_delta(base.object.bytes(), delta_, bytes, *size))
    return pack.damaged(tr("a delta does not fit its base"));
  return std::optional<Unpacked>({base.kind, std::move(object)});
}

PackReader::Kept& PackReader::place_of(const Pack& pack, std::uint64_t offset) {
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15U;
  const auto shift = static_cast<unsigned>(std::countl_zero(kept_.size()) + 1);  // the upper bits
  const auto from = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(&pack));
  return kept_[((offset ^ from << 16U) * kPrime) >> shift];
}

const Unpacked* PackReader::find(const Pack& pack, std::uint64_t offset) {
  if (kept_.empty()) return nullptr;
  Kept& place = place_of(pack, offset);
  if (place.pack != &pack || place.offset != offset) return nullptr;
  place.is_used = true;
  return &place.unpacked;
}

// Where there is too much, a hand goes round and takes what was not used since it came by.
void PackReader::keep(const Pack& pack, std::uint64_t offset, const Unpacked& unpacked) {
  if (kept_.empty()) kept_.resize(std::size_t{1} << kFewBits);
  if (++keeps_ == kept_.size() && kept_.size() < std::size_t{1} << kMostBits) {
    kept_.clear();
    kept_.resize(std::size_t{1} << kMostBits);
    kept_bytes_ = kept_count_ = hand_ = 0;
  }
  Kept& place = place_of(pack, offset);
  if (place.pack == nullptr) ++kept_count_;
  kept_bytes_ -= place.unpacked.object.bytes().size();
  place = {&pack, offset, unpacked, true};
  kept_bytes_ += unpacked.object.bytes().size();
  const auto is_too_much = [&] {
    return kept_bytes_ > kMostKept || (kept_bytes_ > kEnough && kept_count_ > kChain);
  };
  for (; is_too_much(); hand_ = (hand_ + 1) % kept_.size()) {
    Kept& oldest = kept_[hand_];
    if (oldest.pack == nullptr || std::exchange(oldest.is_used, false)) continue;
    kept_bytes_ -= oldest.unpacked.object.bytes().size();
    --kept_count_;
    oldest = {};
  }
}

Result<PackReader::Packs> open_packs(const std::string& folder, ObjectFormat format, bool skips_unreadable) {
  PackReader::Packs packs;
  TRY_ASSIGN(const std::vector<std::string> names, names_in(folder + "/pack"));
  for (const std::string& name : names) {
    if (!name.ends_with(".idx")) continue;
    std::string path = folder;
    path.append("/pack/").append(name);
    Result<Pack> pack = Pack::open(path, format);
    if (pack)
      packs.push_back(std::make_shared<const Pack>(*std::move(pack)));
    else if (!skips_unreadable)
      return tl::unexpected(std::move(pack.error()));
  }
  return packs;
}

}  // namespace expgate::git
