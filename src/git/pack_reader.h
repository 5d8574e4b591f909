#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "git/inflater.h"
#include "git/object_cache.h"
#include "git/pack.h"

namespace expgate::git {

// Reads objects out of packs: an object that is a delta is made of its base, and whatever was made on the way
// is kept for a while, since the next one that is asked for is mostly of the same chain. For one thread; the
// packs may be shared.
//
// libgit2 does the same, at several times the cost for the small objects that a walk reads.
class PackReader {
 public:
  using Packs = std::vector<std::shared_ptr<const Pack>>;

  // From now on objects of these packs are found too.
  void add(const Packs& packs) {
    for (const auto& pack : packs) sources_.push_back({pack, 0, {}});
  }
  [[nodiscard]] bool empty() const { return sources_.empty(); }

  // The object; nothing where no pack holds it, or it is too big for this reader: leave it to libgit2 then.
  // An error where it is damaged.
  Result<std::optional<Unpacked>> read(const Oid& oid);

  // One that is too big for read(), if it is stored as it is; nothing if no pack holds it so.
  Result<std::optional<LargeObject>> read_large(const Oid& oid);

 private:
  struct Source {
    std::shared_ptr<const Pack> pack;
    std::size_t questions = 0;
    Fanout fanout;  // once they are many
  };
  // Where an object begins.
  struct Place {
    const Pack* pack = nullptr;
    std::uint64_t offset = 0;
    bool operator==(const Place&) const = default;
  };
  struct PlaceHash {
    std::size_t operator()(const Place& place) const;
  };

  static std::optional<std::uint64_t> find(Source& source, const Oid& oid);
  Result<std::optional<Unpacked>> unpack(const Pack& pack, std::uint64_t offset);
  Result<std::optional<Unpacked>> inflate(const Pack& pack, const Stored& stored);
  Result<std::optional<Unpacked>> apply(const Pack& pack, const Unpacked& base, const Stored& stored);

  std::vector<Source> sources_;
  std::size_t last_pack_ = 0;  // where the last object was found
  std::size_t unpacked_ = 0;   // objects that were found here
  Inflater inflater_;
  std::string delta_;  // whose memory is used again
  // Small objects are made anew faster than new memory is had, but a whole chain of deltas of large trees is
  // to be at hand (git stops at 50). A hook stays below 64 MiB.
  ObjectCache<Place, PlaceHash> kept_{{.enough = std::size_t{4} << 20,
                                       .enough_of_many = std::size_t{16} << 20,
                                       .few = 100,
                                       .most = std::size_t{16} << 20}};
};

// The packs in a folder of objects; one that cannot be opened is left out where `skips_unreadable` (a
// repository that is in use may lose a pack at any time; libgit2 knows what became of it).
Result<PackReader::Packs> open_packs(const std::string& folder, ObjectFormat format, bool skips_unreadable);

}  // namespace expgate::git
