#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace expgate::deploy {

// Who runs the hooks of a server, and how to run something as that user.
struct HookAccount {
  std::string name;
  std::string remark;               // why what is tried as this user may say little; empty: it does not
  std::vector<std::string> prefix;  // of a command that runs as the user; empty: as who runs this program
  std::string home;                 // set where there is a prefix
  unsigned uid = 0;
  unsigned gid = 0;
  bool is_guess = false;  // root, for want of anybody else to be found
};

// The user named `wanted`; where that is empty, the owner of what is served at `place`: who the pushes arrive
// as. Only root can run something as somebody else. Errors: no such user.
Result<HookAccount> hook_account(const std::filesystem::path& place, const std::string& wanted);

}  // namespace expgate::deploy
