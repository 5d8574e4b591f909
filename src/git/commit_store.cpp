#include "git/commit_store.h"

#include <cstddef>
#include <cstring>
#include <new>
#include <utility>

namespace expgate::git {

namespace {

constexpr std::size_t kLongest = 1024;  // bytes of a commit
constexpr std::size_t kMostBlocks = 160;
constexpr std::size_t kUnit = alignof(std::max_align_t);  // records begin at multiples of it

}  // namespace

CommitStore::Location CommitStore::location(std::uint32_t entry) {
  const std::size_t at = (std::size_t{entry} - 1) * kUnit;
  return {at / kBlock, at % kBlock};
}

const CommitStore::Record& CommitStore::record(std::uint32_t entry) const {
  const Location at = location(entry);
  return *reinterpret_cast<const Record*>(blocks_[at.block].get() + at.offset);
}

// Where the oid is in the table, or would be.
std::size_t CommitStore::place_of(const Oid& oid) const {
  std::size_t place = OidHash{}(oid) % table_.size();
  while (table_[place] != 0 && record(table_[place]).oid != oid) place = (place + 1) % table_.size();
  return place;
}

std::optional<Object> CommitStore::find(const Oid& oid) const {
  if (table_.empty()) return std::nullopt;
  const std::uint32_t entry = table_[place_of(oid)];
  if (entry == 0) return std::nullopt;
  const Record& found = record(entry);
  return Object(blocks_[location(entry).block], {reinterpret_cast<const char*>(&found + 1), found.size});
}

bool CommitStore::keep(const Oid& oid, std::string_view bytes) {
  if (bytes.size() > kLongest) return false;
  if (2 * (count_ + 1) > table_.size()) grow();
  const std::size_t place = place_of(oid);
  if (table_[place] != 0) return true;
  char* const room = allocate(sizeof(Record) + bytes.size());
  if (room == nullptr) return false;
  new (room) Record{oid, static_cast<std::uint32_t>(bytes.size())};
  std::memcpy(room + sizeof(Record), bytes.data(), bytes.size());
  const std::size_t at =
      (blocks_.size() - 1) * kBlock + static_cast<std::size_t>(room - blocks_.back().get());
  table_[place] = static_cast<std::uint32_t>(at / kUnit) + 1;
  ++count_;
  return true;
}

void CommitStore::grow() {
  constexpr std::size_t kFew = 256;
  const std::vector<std::uint32_t> old =
      std::exchange(table_, std::vector<std::uint32_t>(table_.empty() ? kFew : 2 * table_.size()));
  for (const std::uint32_t each : old)
    if (each != 0) table_[place_of(record(each).oid)] = each;
}

// Returns room for so many bytes; null if there is too much already.
char* CommitStore::allocate(std::size_t size) {
  size = (size + kUnit - 1) / kUnit * kUnit;
  if (kBlock - used_ < size) {
    if (blocks_.size() == kMostBlocks) return nullptr;
    blocks_.push_back(std::make_shared_for_overwrite<char[]>(kBlock));
    used_ = 0;
  }
  return blocks_.back().get() + std::exchange(used_, used_ + size);
}

}  // namespace expgate::git
