#include "rules/dot_git.h"

#include "text/fold.h"

namespace expgate::rules {

bool is_like_dot_git(std::string_view name) {
  if (name.empty()) return false;
  const char first = name.front();
  if (first != '.' && first != 'g' && first != 'G' && static_cast<unsigned char>(first) < 0x80) return false;
  const std::string plain = text::folded_path(name.substr(0, name.find(':')));
  return plain == ".git" || plain == "git~1";
}

}  // namespace expgate::rules
