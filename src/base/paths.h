#pragma once

#include <optional>
#include <string>
#include <string_view>

// Paths as git writes them: parts with slashes between.
namespace expgate {

// The path up to its last slash, without it; "" if it has none.
constexpr std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

// What follows the last slash.
constexpr std::string_view file_name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// The path that `relative` stands for in that folder of a tree, without empty parts, `.` and `..`; nothing if
// it leads out of the tree. One that begins with a slash is counted from the top.
std::optional<std::string> path_in(std::string_view folder, std::string_view relative);

}  // namespace expgate
