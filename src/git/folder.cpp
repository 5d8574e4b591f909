#include "git/folder.h"

#include <filesystem>

namespace expgate::git {

namespace fs = std::filesystem;

Result<std::vector<std::string>> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  if (error == std::errc::no_such_file_or_directory) return names;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error))
    names.push_back(entry->path().filename().string());
  if (error)
    return fail(tr("cannot list `{folder}`: {reason}",
                   {{"folder", LocalFile{folder}}, {"reason", verbatim(error.message())}}));
  return names;
}

}  // namespace expgate::git
