#pragma once

#include <filesystem>
#include <functional>
#include <vector>

namespace expgate::deploy {

// A file where Gitaly looks for custom hooks, and why it skips the file without a message.
struct GitalyHook {
  enum class Skipped { no, backup_name, dangling_link, folder, not_executable };
  std::filesystem::path path;
  Skipped skipped = Skipped::no;
};

// The custom hooks for pre-receive in a folder custom_hooks, in the order in which Gitaly takes them
// (docs/git-facts.md). `can_run` says whether the user of the server can run a file.
std::vector<GitalyHook> gitaly_hooks(const std::filesystem::path& folder,
                                     const std::function<bool(const std::filesystem::path&)>& can_run);

}  // namespace expgate::deploy
