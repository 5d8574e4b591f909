#include "git/index_folders.h"

#include <string_view>

namespace expgate::git {

std::vector<IndexFolder> folders_of(const IndexFile& index) {
  std::vector<IndexFolder> folders;
  std::string_view folder;
  for (std::size_t place = 0; place < index.size(); ++place) {
    const std::string_view path = index.path(place);
    const bool is_same = !folders.empty() && path.starts_with(folder) &&
                         path.find('/', folder.size()) == std::string_view::npos;
    if (!is_same) {
      folder = path.substr(0, path.rfind('/') + 1);
      folders.push_back({place, 0, folder.size(), {}});
    }
    ++folders.back().count;
    folders.back().ends.add(path);
  }
  return folders;
}

}  // namespace expgate::git
