#include "deploy/gitaly_hooks.h"

#include <algorithm>

namespace expgate::deploy {

namespace fs = std::filesystem;

namespace {

GitalyHook::Skipped why_skipped(const fs::path& path, const std::function<bool(const fs::path&)>& can_run) {
  std::error_code error;
  if (path.filename().string().ends_with('~')) return GitalyHook::Skipped::backup_name;
  if (!fs::exists(path, error)) return GitalyHook::Skipped::dangling_link;
  if (fs::is_directory(path, error)) return GitalyHook::Skipped::folder;
  return can_run(path) ? GitalyHook::Skipped::no : GitalyHook::Skipped::not_executable;
}

}  // namespace

std::vector<GitalyHook> gitaly_hooks(const fs::path& folder,
                                     const std::function<bool(const fs::path&)>& can_run) {
  std::vector<fs::path> paths;
  std::error_code error;
  fs::directory_iterator entry(folder / "pre-receive.d", error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) paths.push_back(entry->path());
  std::sort(paths.begin(), paths.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  const fs::path single = folder / "pre-receive";
  if (fs::symlink_status(single, error).type() != fs::file_type::not_found)
    paths.insert(paths.begin(), single);
  std::vector<GitalyHook> hooks;
  for (const fs::path& path : paths) hooks.push_back({path, why_skipped(path, can_run)});
  return hooks;
}

}  // namespace expgate::deploy
