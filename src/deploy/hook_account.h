#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace expgate::deploy {

// Who runs the hooks of a server, and how to run something as that user.
struct HookAccount {
  enum class Doubt {
    none,
    needs_root,    // only root can run hooks as this user
    may_be_other,  // root, since nobody else was found
  };

  std::string name;
  Doubt doubt = Doubt::none;  // why a trial as this user may prove little
  std::vector<std::string>
      prefix;        // of a command that runs as the user; empty: as the user who runs this program
  std::string home;  // set where there is a prefix
  unsigned uid = 0;
  unsigned gid = 0;
};

// The user named `wanted`; where that is empty, the owner of what is served at `folder`: who the pushes
// arrive as. Only root can run something as somebody else. Errors: no such user.
Result<HookAccount> hook_account(const std::filesystem::path& folder, const std::string& wanted);

}  // namespace expgate::deploy
