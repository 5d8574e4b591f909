#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

// Where hooks have to lie so that git (or Gitaly) runs them, and with what text.
namespace expgate::deploy {

// Which hooks a command is about; nothing set: those of the repository of the working directory.
struct Where {
  std::string repository;                   // a working copy
  std::string server;                       // a bare repository
  std::string server_hook = "pre-receive";  // or update
  std::string gitlab;                       // Gitaly's custom_hooks_dir
  bool global = false;                      // all repositories of the user
  bool by_config = false;                   // a working copy: git's configuration is to name the hooks
};

// One hook file as it should be.
struct HookTarget {
  std::string name;                  // of the hook: "pre-commit"
  std::filesystem::path path;        // absolute
  std::string text;                  // without the foreign hook that may be kept beside it
  bool alone = false;                // whatever is executable beside it runs: no other hook can be kept there
  bool passes_on = false;            // calls no gate: runs the hook that git would run without us
  std::filesystem::path displaced;   // set: another hook of ours that goes first (HookSeat)
  std::filesystem::path run_by_git;  // the hook that git runs: `path`, or one that runs `path`; empty: `path`
};

// A place to install hooks to, with the hooks that belong there.
struct HookSite {
  std::vector<HookTarget> targets;
  std::vector<Text> warnings;        // why git might not run them
  std::optional<Error> obstacle;     // why they must not be installed there
  std::optional<Error> unsupported;  // why expgate cannot check what is pushed there
  bool runs_nothing = false;         // git runs no hooks at all here, which the obstacle says
  std::filesystem::path
      owned_like;  // what is written belongs to the owner of this folder; empty: to the user
  std::filesystem::path
      husky;  // set: the folder of the hooks that husky runs; `targets` are husky's own files then
  std::filesystem::path
      configured;  // set: the working copy whose configuration names `targets` (config_hooks.h)
  std::vector<std::filesystem::path> unused;  // where hooks of ours would lie otherwise
  std::vector<std::filesystem::path>
      policies;               // files that the gate reads its policy from here, whether they exist or not
  std::filesystem::path top;  // of a working copy
  bool is_server = false;
  std::filesystem::path repository;  // of a server: its git folder; empty: many repositories share the hooks
  std::filesystem::path custom_hooks;  // set: Gitaly runs what lies in this folder, git itself does not
  bool is_served_globally =
      false;  // git runs the hooks of `expgate install --global` here, which pass on to `targets`
};

// The site that `where` means, with hooks that call the binary at `gate`. Errors: no repository, the wrong
// kind of one, no git.
Result<HookSite> find_site(const Where& where, const std::filesystem::path& gate);

// The command line of git in that folder. Whose repository it is does not matter: nothing of it is run, and
// an administrator may put a hook into one of the user `git`.
std::vector<std::string> git_in(const std::filesystem::path& folder, std::vector<std::string> arguments);

// A setting of git's as `folder` sees it, paths expanded, and where it is made ("local", "global", …); both
// empty where it is not made.
struct Setting {
  std::string scope;
  std::string value;
};
Result<Setting> setting(const std::filesystem::path& folder, const std::string& name);

// The running binary, with all links resolved.
Result<std::filesystem::path> running_binary();

// The first folder on the way to `binary` that other users cannot enter, or the binary itself if they cannot
// run it; empty if they can.
std::filesystem::path closed_to_others(const std::filesystem::path& binary);

// A path for people: relative where it lies below the working directory.
std::string shown(const std::filesystem::path& path);

}  // namespace expgate::deploy
