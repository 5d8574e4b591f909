#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "deploy/hook_sites.h"
#include "deploy/installation_check.h"

// Hooks that git (2.54 and later) runs because its configuration names them: hook.<name>.event and
// hook.<name>.command. They run beside whatever lies in the folder of hooks, whoever owns that.
namespace expgate::deploy {

// The version of the git in PATH.
struct GitVersion {
  std::string text;  // "git version 2.39.5"
  std::uint64_t major = 0;
  std::uint64_t minor = 0;

  [[nodiscard]] bool is_at_least(std::uint64_t wanted_major, std::uint64_t wanted_minor) const;
  [[nodiscard]] bool has_config_hooks() const { return is_at_least(2, 54); }
};
Result<GitVersion> git_version();

// Whether the configuration of the repository at `top` names a hook of ours.
Result<bool> is_configured(const std::filesystem::path& top);

// Where the files lie that the configuration names: in a folder of ours in the git folder that all worktrees
// share, so that they move with the repository.
std::filesystem::path configured_folder(const std::filesystem::path& common_folder);

// Makes the configuration name the hooks of the site. Returns whether it did not before.
Result<bool> configure_hooks(const HookSite& site, bool dry_run);

// Undoes that. Returns whether the configuration named any.
Result<bool> unconfigure_hooks(const HookSite& site, bool dry_run);

// Whether git really runs them; `install` is the command that installs them again.
Result<InstallationChecks> examine_configuration(const HookSite& site, const Command& install);

}  // namespace expgate::deploy
