#include "engine/better_path.h"

#include <string_view>
#include <vector>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::engine {

namespace {

// The name with `_` for what some machine or shell does not take.
std::string plain(std::string_view name) {
  std::string kept;
  for (std::size_t at = 0; at < name.size();) {
    const std::string_view character = name.substr(at, text::decode(name, at).length);
    at += character.size();
    const bool is_kept = text::printable(character) == character &&
                         std::string_view("\\:*?\"<>|~").find(character) == std::string_view::npos;
    kept += is_kept ? character : std::string_view("_");
  }
  return kept;
}

// As every machine can have it; what is fine as it is gets a number.
std::string renamed_path(const std::string& path) {
  constexpr std::size_t kLongest = 100;  // bytes of a name
  std::vector<std::string> names;
  for (const std::string_view name : split(path, '/')) {
    std::string better = plain(name.substr(0, kLongest));
    while (better.ends_with('.') || better.ends_with(' ')) better.pop_back();
    if (better.empty() || ascii_lower(better) == ".git") better.insert(0, 1, '_');
    const std::string stem = ascii_lower(better.substr(0, better.find_first_of(".:")));
    for (const std::string_view device : {"con", "prn", "aux", "nul", "com", "lpt"})
      if (stem.starts_with(device) && stem.size() <= 4) {
        better.insert(stem.size(), "_file");
        break;
      }
    names.push_back(std::move(better));
  }
  std::string better = join(names, "/");
  if (better != path) return better;
  const std::size_t begin = better.rfind('/') == better.npos ? 0 : better.rfind('/') + 1;
  const std::size_t dot = better.rfind('.');
  better.insert(dot != better.npos && dot > begin ? dot : better.size(), "-2");
  return better;
}

}  // namespace

std::string better_path(const std::string& path, const IsTaken& is_taken) {
  std::string better = renamed_path(path);
  while (is_taken && is_taken(better)) better = renamed_path(better);
  return better;
}

}  // namespace expgate::engine
