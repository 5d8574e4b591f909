#pragma once

#include <string_view>

namespace expgate::rules {

// Whether some file system takes the name for git's own folder: case, invisible characters, dots and spaces
// at the end, NTFS streams and short names (is_ntfs_dotgit() and is_hfs_dotgit() in git).
bool is_like_dot_git(std::string_view name);

}  // namespace expgate::rules
