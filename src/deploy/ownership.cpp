#include "deploy/ownership.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <fmt/core.h>

#include "deploy/kept_hooks.h"

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

struct Owner {
  ::uid_t user = 0;
  ::gid_t group = 0;
};

// The owner of the file itself, be it a link; nothing where there is no file.
std::optional<Owner> file_owner(const fs::path& file) {
  struct stat status {};
  if (::lstat(file.c_str(), &status) != 0) return std::nullopt;
  return Owner{status.st_uid, status.st_gid};
}

bool is_below(const fs::path& file, const fs::path& folder) {
  const fs::path rest = file.lexically_relative(folder);
  return !rest.empty() && *rest.begin() != ".." && rest != ".";
}

// The hook, the folders between it and `top`, and what is kept beside it. The foreign hook itself keeps its
// owner.
std::vector<fs::path> files_of(const HookTarget& target, const fs::path& top) {
  std::vector<fs::path> files;
  if (!is_below(target.path, top)) return files;  // in a folder that is not the repository's
  for (fs::path file = target.path; is_below(file, top); file = file.parent_path()) files.push_back(file);
  const fs::path kept = kept_beside(target.path).parent_path();
  std::error_code error;
  if (!fs::is_directory(kept, error)) return files;
  files.push_back(kept);
  for (const fs::directory_entry& entry : fs::directory_iterator(kept, error))
    if (entry.is_symlink(error)) files.push_back(entry.path());
  return files;
}

}  // namespace

Result<void> hand_over(const HookSite& site, const HookTarget& target) {
  const std::optional<Owner> owner = file_owner(site.owned_like);
  if (site.owned_like.empty() || !owner || ::geteuid() != 0) return {};
  for (const fs::path& file : files_of(target, site.owned_like))
    if (::lchown(file.c_str(), owner->user, owner->group) != 0 && errno != ENOENT)
      return fail(tr("cannot give `{file}` to the owner of the repository: {error}",
                     {{"file", file.string()}, {"error", std::strerror(errno)}}));
  return {};
}

Misowned misowned(const HookSite& site) {
  Misowned found;
  const std::optional<Owner> owner = file_owner(site.owned_like);
  if (site.owned_like.empty() || !owner) return found;
  found.owner = fmt::format("{}:{}", owner->user, owner->group);
  for (const HookTarget& target : site.targets)
    for (const fs::path& file : files_of(target, site.owned_like)) {
      const std::optional<Owner> real = file_owner(file);
      const bool is_known = std::find(found.files.begin(), found.files.end(), file) != found.files.end();
      if (real && real->user != owner->user && !is_known) found.files.push_back(file);
    }
  return found;
}

}  // namespace expgate::deploy
