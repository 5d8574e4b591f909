#include "git/inventory.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "git/loose.h"
#include "git/object_files.h"
#include "git/objects.h"
#include "git/pack.h"

namespace expgate::git {

namespace {

Result<void> add_loose(const std::string& folder, ObjectFormat format, std::vector<StoredBlob>& blobs) {
  TRY_ASSIGN(const std::vector<Oid> objects, loose_objects(folder, format));
  if (objects.empty()) return {};
  const std::vector<std::string> folders{folder};
  LooseReader reader;
  for (const Oid& oid : objects) {
    TRY_ASSIGN(const auto header, reader.header(folders, oid));
    if (!header) continue;  // it has been packed meanwhile
    if (header->kind != ObjectKind::blob) continue;
    std::error_code error;
    const std::uintmax_t stored = std::filesystem::file_size(loose_path(folder, oid), error);
    blobs.push_back({oid, header->size, error ? header->size : stored});  // it may have been packed meanwhile
  }
  return {};
}

Result<void> add_packed(const std::string& folder, ObjectFormat format, std::vector<StoredBlob>& blobs) {
  TRY_ASSIGN(const std::vector<std::string> indexes, pack_indexes(folder));
  for (const std::string& index : indexes) {
    TRY_ASSIGN(const Pack pack, Pack::open(index, format));
    TRY(pack.add_blobs(blobs));
  }
  return {};
}

}  // namespace

Result<std::vector<StoredBlob>> list_blobs(const std::string& folder, ObjectFormat format) {
  std::vector<StoredBlob> blobs;
  TRY_ASSIGN(const std::vector<std::string> folders, with_alternates(folder));
  for (const std::string& each : folders) {
    TRY(add_loose(each, format, blobs));
    TRY(add_packed(each, format, blobs));
  }
  std::sort(blobs.begin(), blobs.end(), [](const StoredBlob& one, const StoredBlob& other) {
    return std::tie(one.oid, one.stored) < std::tie(other.oid, other.stored);
  });
  const auto same = [](const StoredBlob& one, const StoredBlob& other) { return one.oid == other.oid; };
  blobs.erase(std::unique(blobs.begin(), blobs.end(), same), blobs.end());
  return blobs;
}

}  // namespace expgate::git
