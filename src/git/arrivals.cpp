#include "git/arrivals.h"

#include <algorithm>

#include "git/object_files.h"

namespace expgate::git {

namespace {

Result<void> add_loose(const std::string& folder, std::vector<Arrival>& arrivals) {
  TRY_ASSIGN(const std::vector<Oid> objects, loose_objects(folder));
  if (objects.empty()) return {};
  TRY_ASSIGN(const OdbHandle odb, open_folders({folder}));
  for (const Oid& oid : objects) {
    TRY_ASSIGN(const Header header, read_header(odb.get(), oid));
    arrivals.push_back({oid, header.kind, header.size});
  }
  return {};
}

Result<void> add_packed(const PackReader::Packs& packs, std::vector<Arrival>& arrivals) {
  for (const auto& pack : packs) {
    TRY_ASSIGN(const std::vector<Arrival> packed, pack->list());
    arrivals.insert(arrivals.end(), packed.begin(), packed.end());
  }
  return {};
}

}  // namespace

Result<std::vector<Arrival>> list_arrivals(const Objects& objects) {
  std::vector<Arrival> arrivals;
  if (objects.quarantine().empty()) return arrivals;
  TRY(add_loose(objects.quarantine(), arrivals));
  TRY_ASSIGN(const PackReader::Packs packs, objects.quarantined_packs());
  TRY(add_packed(packs, arrivals));
  const auto by_oid = [](const Arrival& a, const Arrival& b) { return a.oid < b.oid; };
  const auto same_oid = [](const Arrival& a, const Arrival& b) { return a.oid == b.oid; };
  if (!std::is_sorted(arrivals.begin(), arrivals.end(), by_oid))
    std::sort(arrivals.begin(), arrivals.end(), by_oid);
  arrivals.erase(std::unique(arrivals.begin(), arrivals.end(), same_oid), arrivals.end());
  return arrivals;
}

}  // namespace expgate::git
