#include "git/arrivals.h"

#include <algorithm>
#include <filesystem>

#include "git/pack.h"

namespace expgate::git {

namespace {

namespace fs = std::filesystem;

// The names in a folder; none where it is not there.
Result<std::vector<std::string>> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error) return fail("cannot list " + folder + ": " + error.message());
  return names;
}

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

Result<void> add_packed(const std::string& folder, std::vector<Arrival>& arrivals) {
  TRY_ASSIGN(const std::vector<std::string> names, names_in(folder));
  for (const std::string& name : names) {
    if (!name.ends_with(".idx")) continue;
    TRY_ASSIGN(const Pack pack, Pack::open(joined(folder, name)));
    TRY_ASSIGN(const std::vector<Arrival> packed, pack.list());
    arrivals.insert(arrivals.end(), packed.begin(), packed.end());
  }
  return {};
}

}  // namespace

Result<std::vector<Arrival>> list_arrivals(const Objects& objects) {
  std::vector<Arrival> arrivals;
  if (objects.quarantine().empty()) return arrivals;
  TRY(add_loose(objects.quarantine(), arrivals));
  TRY(add_packed(objects.quarantine() + "/pack", arrivals));
  const auto by_oid = [](const Arrival& a, const Arrival& b) { return a.oid < b.oid; };
  const auto same_oid = [](const Arrival& a, const Arrival& b) { return a.oid == b.oid; };
  if (!std::is_sorted(arrivals.begin(), arrivals.end(), by_oid))
    std::sort(arrivals.begin(), arrivals.end(), by_oid);
  arrivals.erase(std::unique(arrivals.begin(), arrivals.end(), same_oid), arrivals.end());
  return arrivals;
}

}  // namespace expgate::git
