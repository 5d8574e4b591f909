#include "git/private_folder.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "base/files.h"

namespace expgate::git {

namespace fs = std::filesystem;

Result<PrivateFolder> PrivateFolder::make() {
  std::string name = temporary_path("expgate-keys.XXXXXX");
  if (::mkdtemp(name.data()) == nullptr)
    return fail(tr("cannot create a temporary folder for keys"),
                tr("the user who runs the hook must be able to write to `TMPDIR`, or else to `/tmp`"));
  return PrivateFolder(std::move(name));
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

PrivateFolder::~PrivateFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace expgate::git
