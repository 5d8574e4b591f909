#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace expgate::deploy {

// A file where Gitaly looks for custom hooks, and why it passes it over without a word; empty: it runs it.
struct GitalyHook {
  std::filesystem::path path;
  std::string skipped;
};

// The custom hooks for pre-receive in a folder custom_hooks, in the order in which Gitaly takes them
// (docs/git-facts.md). `can_run` says whether the user of the server can run a file.
std::vector<GitalyHook> gitaly_hooks(const std::filesystem::path& folder,
                                     const std::function<bool(const std::filesystem::path&)>& can_run);

}  // namespace expgate::deploy
