#include "git/object_files.h"

#include <algorithm>

#include "base/files.h"
#include "base/strings.h"
#include "git/folder.h"

namespace expgate::git {

std::string joined(std::string folder, const std::string& name) {
  if (!folder.ends_with('/')) folder += '/';
  folder += name;
  return folder;
}

Result<std::vector<Oid>> loose_objects(const std::string& folder, ObjectFormat format) {
  std::vector<Oid> objects;
  TRY_ASSIGN(const std::vector<std::string> fans, names_in(folder));
  for (const std::string& fan : fans) {
    if (fan.size() != 2 || fan == "..") continue;
    TRY_ASSIGN(const std::vector<std::string> names, names_in(joined(folder, fan)));
    for (const std::string& name : names)
      if (const auto oid = Oid::parse(fan + name, format))
        objects.push_back(*oid);  // else git is still writing it
  }
  return objects;
}

std::string loose_path(const std::string& folder, const Oid& oid) {
  const std::string hex = oid.hex();
  return joined(joined(folder, hex.substr(0, 2)), hex.substr(2));
}

Result<std::vector<std::string>> pack_indexes(const std::string& folder) {
  const std::string packs = joined(folder, "pack");
  TRY_ASSIGN(std::vector<std::string> names, names_in(packs));
  std::erase_if(names, [](const std::string& name) { return !name.ends_with(".idx"); });
  for (std::string& name : names) name = joined(packs, name);
  return names;
}

Result<std::vector<std::string>> with_alternates(const std::string& folder) {
  constexpr std::size_t kMost = 64;  // git follows five steps
  std::vector<std::string> folders{folder};
  for (std::size_t i = 0; i < folders.size() && folders.size() < kMost; ++i) {
    const std::string file = joined(folders[i], "info/alternates");
    const auto text = read_file(file);
    if (!text) {
      if (is_not_there(text.error())) continue;
      return fail(tr("cannot read `{file}`: {error}",
                     {{"file", LocalFile{file}}, {"error", verbatim(text.error().message())}}));
    }
    for (const std::string_view line : lines(*text)) {
      if (line.empty() || line.starts_with('#')) continue;
      const std::string path =
          line.starts_with('/') ? std::string(line) : joined(folders[i], std::string(line));
      if (std::find(folders.begin(), folders.end(), path) == folders.end()) folders.push_back(path);
    }
  }
  return folders;
}

}  // namespace expgate::git
