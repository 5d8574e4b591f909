#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "deploy/hook_sites.h"

// The gate for all repositories of a user, those there are and those to come: core.hooksPath of the global
// git configuration names a folder of ours. (init.templateDir would leave out every repository that exists
// already, which is not what "global" promises.) Since git then looks nowhere else, that folder has a hook of
// every kind, which passes on to the folder that git would have looked into: an earlier global
// core.hooksPath, or the repository's own hooks. So git lfs and pre-receive hooks of local servers go on as
// before.
namespace expgate::deploy {

// All hook files of that folder, the gate's and those that pass on.
Result<HookSite> global_site(const std::filesystem::path& gate);

// Whether `folder` is that folder.
bool is_global_folder(const std::filesystem::path& folder);

// What was done to core.hooksPath, or would be in a dry run.
struct HooksPathChange {
  bool changed = false;
  std::optional<std::string> before;  // what core.hooksPath named before our folder
};

// Makes core.hooksPath name our folder, and remembers what it named before. Unchanged: it does already.
Result<HooksPathChange> direct_git_here(bool dry_run);

// Restores what core.hooksPath named before. Unchanged: it does not name our folder.
Result<HooksPathChange> direct_git_back(bool dry_run);

}  // namespace expgate::deploy
