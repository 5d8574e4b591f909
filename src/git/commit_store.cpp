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

const CommitStore::Record* CommitStore::record_at(std::size_t place) const {
  const std::size_t at = (std::size_t{table_[place]} - 1) * kUnit;
  return reinterpret_cast<const Record*>(blocks_[at / kBlock].get() + at % kBlock);
}

// Where the oid is in the table, or would be.
std::size_t CommitStore::place_of(const Oid& oid) const {
  const std::size_t mask = table_.size() - 1;
  std::size_t place = OidHash{}(oid)&mask;
  while (table_[place] != 0 && record_at(place)->oid != oid) place = (place + 1) & mask;
  return place;
}

std::optional<Object> CommitStore::find(const Oid& oid) const {
  if (table_.empty()) return std::nullopt;
  const std::size_t place = place_of(oid);
  if (table_[place] == 0) return std::nullopt;
  const Record* record = record_at(place);
  const std::size_t block = (std::size_t{table_[place]} - 1) * kUnit / kBlock;
  return Object(blocks_[block], {reinterpret_cast<const char*>(record + 1), record->size});
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
  for (const std::uint32_t each : old) {
    if (each == 0) continue;
    const std::size_t at = (std::size_t{each} - 1) * kUnit;
    const auto* record = reinterpret_cast<const Record*>(blocks_[at / kBlock].get() + at % kBlock);
    table_[place_of(record->oid)] = each;
  }
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
