#include "git/quarantine.h"

#include <algorithm>
#include <utility>

#include "git/loose.h"
#include "git/object_files.h"

namespace expgate::git {

namespace {

Result<void> add_loose(const std::string& folder, ObjectFormat format,
                       std::vector<QuarantinedObject>& quarantined) {
  TRY_ASSIGN(const std::vector<Oid> objects, loose_objects(folder, format));
  if (objects.empty()) return {};
  const std::vector<std::string> folders{folder};
  LooseReader reader;
  for (const Oid& oid : objects) {
    TRY_ASSIGN(const auto header, reader.header(folders, oid));
    if (!header) return fail(tr("object {oid} has vanished", {{"oid", oid.hex()}}));
    quarantined.push_back({oid, header->kind, header->size});
  }
  return {};
}

Result<void> add_packed(const PackReader::Packs& packs, std::vector<QuarantinedObject>& quarantined) {
  for (const auto& pack : packs) {
    TRY_ASSIGN(std::vector<QuarantinedObject> packed, pack->list());
    if (quarantined.empty())
      quarantined = std::move(packed);  // mostly all there is: an import has a million
    else
      quarantined.insert(quarantined.end(), packed.begin(), packed.end());
  }
  return {};
}

}  // namespace

Result<std::vector<QuarantinedObject>> list_quarantined(const Objects& objects) {
  std::vector<QuarantinedObject> quarantined;
  if (objects.quarantine().empty()) return quarantined;
  TRY(add_loose(objects.quarantine(), objects.format(), quarantined));
  TRY_ASSIGN(const PackReader::Packs packs, objects.quarantined_packs());
  TRY(add_packed(packs, quarantined));
  const auto by_oid = [](const QuarantinedObject& a, const QuarantinedObject& b) { return a.oid < b.oid; };
  const auto same_oid = [](const QuarantinedObject& a, const QuarantinedObject& b) { return a.oid == b.oid; };
  if (!std::is_sorted(quarantined.begin(), quarantined.end(), by_oid))
    std::sort(quarantined.begin(), quarantined.end(), by_oid);
  quarantined.erase(std::unique(quarantined.begin(), quarantined.end(), same_oid), quarantined.end());
  return quarantined;
}

}  // namespace expgate::git
