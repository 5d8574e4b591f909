#include "git/pack_reader.h"

#include <utility>

#include "git/delta.h"
#include "git/folder.h"

namespace expgate::git {

namespace {

// Each object comes into memory with its neighbours, 64 KiB at once: in the end that would be the whole pack.
constexpr std::size_t kLetGoAfter = 16384;              // objects
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
    if (++unpacked_ % kLetGoAfter == 0)
      for (const Source& source : sources_) source.pack->let_go_of_pages();
    return unpack(*sources_[number].pack, *offset);
  }
  return std::optional<Unpacked>{};
}

// Where the object begins in the pack.
std::optional<std::uint64_t> PackReader::find(Source& source, const Oid& oid) {
  const Pack& pack = *source.pack;
  if (source.fanout.empty() && Fanout::is_worth(++source.questions, pack.count()))
    source.fanout = pack.finer_fanout();
  return source.fanout.empty() ? pack.find(oid) : pack.find(oid, source.fanout);
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
    if (auto* const known = kept_.find({&pack, offset})) {
      known->is_wanted = !chain.empty();
      made = known->unpacked;
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
    if (!chain.empty() || made->kind == ObjectKind::tree) kept_.keep({&pack, offset}, *made, !chain.empty());
  }
  for (; !chain.empty(); chain.pop_back()) {
    TRY_SET(made, apply(pack, *made, chain.back().stored));
    if (!made) break;
    kept_.keep({&pack, chain.back().offset}, *made, chain.size() > 1);
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

std::size_t PackReader::PlaceHash::operator()(const Place& place) const {
  constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15U;
  const auto from = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(place.pack));
  return ((place.offset ^ from << 16U) * kPrime) >> 32U;  // the upper bits depend on all others
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
