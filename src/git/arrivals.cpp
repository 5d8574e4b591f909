#include "git/arrivals.h"

#include <algorithm>

#include "git/folder.h"

namespace expgate::git {

namespace {

std::string joined(std::string path, const std::string& name) {
  path += '/';
  path += name;
  return path;
}

// Files of two and thirty-eight hexadecimal digits: objects/4f/2a9c1….
Result<void> add_loose(const std::string& folder, std::vector<Arrival>& arrivals) {
  TRY_ASSIGN(const std::vector<std::string> fans, names_in(folder));
  OdbHandle odb;
  for (const std::string& fan : fans) {
    if (fan.size() != 2 || fan == "..") continue;
    TRY_ASSIGN(const std::vector<std::string> names, names_in(joined(folder, fan)));
    for (const std::string& name : names) {
      const auto oid = Oid::parse(fan + name);
      if (!oid) continue;  // a file that git is still writing
      if (!odb) TRY_SET(odb, open_folders({folder}));
      TRY_ASSIGN(const Header header, read_header(odb.get(), *oid));
      arrivals.push_back({*oid, header.kind, header.size});
    }
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
