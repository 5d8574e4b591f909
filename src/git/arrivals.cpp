#include "git/arrivals.h"

#include <algorithm>

namespace expgate::git {

namespace {

int collect(const git_oid* id, void* payload) {
  static_cast<std::vector<Oid>*>(payload)->push_back(from_git(*id));
  return 0;
}

Result<std::vector<Oid>> list(git_odb* odb) {
  std::vector<Oid> oids;
  if (git_odb_foreach(odb, collect, &oids) != 0) return tl::unexpected(last_error("listing the quarantine"));
  std::sort(oids.begin(), oids.end());
  oids.erase(std::unique(oids.begin(), oids.end()), oids.end());
  return oids;
}

}  // namespace

Result<std::vector<Arrival>> list_arrivals(const Objects& objects) {
  std::vector<Arrival> arrivals;
  if (objects.quarantine().empty()) return arrivals;
  TRY_ASSIGN(const OdbHandle odb, open_folders({objects.quarantine()}));
  TRY_ASSIGN(const std::vector<Oid> oids, list(odb.get()));
  for (const Oid& oid : oids) {
    if (objects.in_main_store(oid)) continue;
    TRY_ASSIGN(const Header header, read_header(odb.get(), oid));
    arrivals.push_back({oid, header.kind, header.size});
  }
  return arrivals;
}

}  // namespace expgate::git
