#include "base/paths.h"

#include <vector>

#include "base/strings.h"

namespace expgate {

std::optional<std::string> path_in(std::string_view folder, std::string_view relative) {
  std::vector<std::string> parts;
  for (const std::string_view text : {relative.starts_with('/') ? std::string_view() : folder, relative}) {
    for (const std::string_view part : split(text, '/')) {
      if (part.empty() || part == ".") continue;
      if (part != "..") {
        parts.emplace_back(part);
      } else if (parts.empty()) {
        return std::nullopt;
      } else {
        parts.pop_back();
      }
    }
  }
  return join(parts, "/");
}

}  // namespace expgate
