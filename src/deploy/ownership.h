#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "deploy/hook_sites.h"

// Whose the files are that we write into a repository: a server that runs as another user than root must be
// able to remove and replace them.
namespace expgate::deploy {

// Gives the hook, what is kept beside it and the folders on the way to it to the owner of site.owned_like.
// Nothing is done where there is no such folder, or by a user other than root.
Result<void> hand_over(const HookSite& site, const HookTarget& target);

// Those of these files that belong to somebody else, and the owner as chown(1) wants it ("999:999").
struct Misowned {
  std::vector<std::filesystem::path> files;
  std::string owner;
};
Misowned misowned(const HookSite& site);

}  // namespace expgate::deploy
