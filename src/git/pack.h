#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "git/mapped_file.h"
#include "git/objects.h"

namespace expgate::git {

// A pack and its index, read for what the headers of its objects say (gitformat-pack(5)). libgit2 answers the
// same for one object at a time, and looks for it anew in all packs at each step of a chain of deltas.
class Pack {
 public:
  // The pack whose index is at `path`, of version 1 or 2. An error where either cannot be read.
  static Result<Pack> open(const std::string& path);

  // All objects of the pack, in the order of their oids. An error where a header cannot be read, or a delta's
  // base is not in this pack: receive-pack completes thin packs before hooks run.
  [[nodiscard]] Result<std::vector<Arrival>> list() const;

 private:
  // How an object is stored: its own kind, or a delta to the entry `base`.
  struct Entry {
    ObjectKind kind = ObjectKind::blob;
    bool is_delta = false;
    std::uint32_t base = 0;
    std::uint64_t size = 0;   // of what is stored: for a delta of the delta
    std::size_t data_at = 0;  // in the pack
  };
  class Lister;

  [[nodiscard]] Oid oid(std::uint32_t entry) const;
  [[nodiscard]] std::uint64_t offset(std::uint32_t entry) const;
  [[nodiscard]] Result<std::uint32_t> find(const Oid& oid) const;
  [[nodiscard]] tl::unexpected<Error> damaged(const std::string& what) const;

  Pack(std::string path, MappedFile index, MappedFile pack)
      : path_(std::move(path)), index_(std::move(index)), pack_(std::move(pack)) {}

  std::string path_;
  MappedFile index_;
  MappedFile pack_;
  bool is_version_1_ = false;
  std::uint32_t count_ = 0;
  std::size_t oids_at_ = 0;     // in the index
  std::size_t offsets_at_ = 0;  // the same
};

}  // namespace expgate::git
