#include "base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/files.h"

namespace expgate {

namespace fs = std::filesystem;

Result<TemporaryFolder> TemporaryFolder::make(const std::string& purpose) {
  std::string name = temporary_path("expgate-" + purpose + ".XXXXXX");
  if (::mkdtemp(name.data()) == nullptr)
    return fail(tr("cannot create a temporary folder: {error}", {{"error", std::strerror(errno)}}),
                tr("set `TMPDIR` to a folder with enough room that this user may write to"));
  std::error_code error;
  const fs::path whole = fs::canonical(name, error);
  return TemporaryFolder(error ? fs::path(name) : whole);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;  // nobody is left to be told
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace expgate
