#include "base/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include "base/files.h"

namespace expgate {

namespace fs = std::filesystem;

namespace {

// Whether it is a folder of this user that nobody has touched for a day.
bool is_abandoned(const fs::path& path) {
  constexpr std::time_t kDay = 86400;
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
         status.st_mtime < std::time(nullptr) - kDay;
}

// Removes what runs have left that a signal or the deadline ended: a signal handler cannot empty a folder.
void remove_abandoned(const fs::path& beginning) {
  std::error_code error;  // what cannot be looked at stays
  std::vector<fs::path> abandoned;
  for (fs::directory_iterator each(beginning.parent_path(), error), end; !error && each != end;
       each.increment(error))
    if (each->path().filename().string().starts_with(beginning.filename().string()) &&
        is_abandoned(each->path()))
      abandoned.push_back(each->path());
  for (const fs::path& each : abandoned) fs::remove_all(each, error);
}

}  // namespace

Result<TemporaryFolder> TemporaryFolder::make(const std::string& purpose) {
  std::string name = temporary_path("expgate-" + purpose + ".");
  remove_abandoned(name);
  name += "XXXXXX";  // mkdtemp(3) puts letters in their place
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
