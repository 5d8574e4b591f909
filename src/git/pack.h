#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fanout.h"
#include "git/mapped_file.h"
#include "model/object.h"

namespace expgate::git {

// How an object is stored in a pack: as it is, or as a delta to what begins at `base`.
struct Stored {
  ObjectKind kind = ObjectKind::blob;  // of one that is no delta
  bool is_delta = false;
  std::uint64_t base = 0;
  std::uint64_t size = 0;       // of what is stored: for a delta of the delta
  std::string_view compressed;  // where it begins; it ends somewhere before the end of the pack
};

// A pack and its index (gitformat-pack(5)), both mapped. Every number in them is doubted: what leads outside
// of them is an error.
class Pack {
 public:
  // The pack whose index is at `path`, of version 1 or 2, of a repository with that format. An error where
  // either cannot be read.
  static Result<Pack> open(const std::string& path, ObjectFormat format);

  // All objects of the pack, in the order of their oids. An error where a header cannot be read, or a delta's
  // base is not in this pack: receive-pack completes thin packs before hooks run.
  [[nodiscard]] Result<std::vector<QuarantinedObject>> list() const;

  // Adds the blobs of the pack with what they take in it. Errors as above.
  Result<void> add_blobs(std::vector<StoredBlob>& blobs) const;

  // Where the object begins, or nothing where this pack does not hold it.
  [[nodiscard]] std::optional<std::uint64_t> find(const Oid& oid) const;

  // The same, by a finer_fanout() of this pack.
  [[nodiscard]] std::optional<std::uint64_t> find(const Oid& oid, const Fanout& fanout) const;

  // Returns a finer fan-out than the index has. It reads every entry once, so it pays only for many lookups.
  [[nodiscard]] Fanout finer_fanout() const;

  // What begins there; a delta that leads to a later place is found by its name, any other one lies before.
  [[nodiscard]] Result<Stored> stored_at(std::uint64_t offset) const;

  // From here on the pack takes memory only for what is read again.
  void let_go_of_pages() const { let_go(bytes_); }

  [[nodiscard]] std::uint32_t count() const { return count_; }
  [[nodiscard]] tl::unexpected<Error> damaged(Text problem) const;

 private:
  class Lister;

  [[nodiscard]] Oid oid(std::uint32_t entry) const;
  [[nodiscard]] std::uint64_t offset(std::uint32_t entry) const;
  [[nodiscard]] Result<std::uint64_t> base_before(std::uint64_t start, std::size_t& at) const;
  [[nodiscard]] Result<std::uint64_t> base_named(std::size_t& at) const;

  Pack(std::string path, ObjectFormat format, MappedFile index, MappedFile pack)
      : path_(std::move(path)), format_(format), index_(std::move(index)), pack_(std::move(pack)) {}

  [[nodiscard]] std::size_t oid_size() const { return raw_size(format_); }
  [[nodiscard]] std::size_t trailer_size() const {
    return 2 * oid_size();
  }  // checksums of the pack and of the index
  [[nodiscard]] const char* oid_at(std::size_t entry) const;
  [[nodiscard]] int order(std::size_t entry, const Oid& wanted) const;

  std::string path_;
  ObjectFormat format_;
  MappedFile index_;
  MappedFile pack_;
  std::string_view bytes_;  // of the pack, without the checksum at its end
  bool is_version_1_ = false;
  std::uint32_t count_ = 0;
  std::size_t fanout_at_ = 0;   // in the index
  std::size_t oids_at_ = 0;     // the same
  std::size_t offsets_at_ = 0;  // the same
};

}  // namespace expgate::git
