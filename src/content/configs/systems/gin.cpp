#include "content/configs/systems/gin.h"

#include <map>
#include <vector>

#include "base/ascii.h"
#include "base/strings.h"

namespace expgate::content {

namespace {

using text::Node;

bool is_macro_character(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '/';
}

// The names behind `mark` in a text: SEED of "f(%SEED)".
void names_behind(std::string_view text, std::string_view mark, std::vector<std::string>& names) {
  for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    std::size_t end = at + mark.size();
    while (end < text.size() && is_macro_character(text[end])) ++end;
    names.emplace_back(text.substr(at + mark.size(), end - at - mark.size()));
  }
}

void macros_in(const Node& value, std::vector<std::string>& names) {
  if (value.is_scalar() && !value.is_quoted()) {
    names_behind(value.scalar, "${", names);
    names_behind(value.scalar, "%", names);
  }
  for (const Node& item : value.items) macros_in(item, names);
}

// Whether a parameter of that name takes a seed.
bool seeds(std::string_view key) {
  const std::string name = ascii_lower(key.substr(key.rfind('.') + 1));
  return name.find("seed") != std::string::npos || name.find("rng") != std::string::npos ||
         name.find("random") != std::string::npos;
}

}  // namespace

std::set<std::string> used_macros(const Node& root, bool (*is_part)(std::string_view key)) {
  std::map<std::string_view, const Node*> macros;
  std::vector<std::string> open;
  for (const auto& [key, value] : root.entries) {
    const bool is_macro = key.scalar.find('.') == std::string::npos;
    if (is_macro) macros.emplace(key.scalar, &value);
    if (!is_macro && seeds(key.scalar) && !is_part(key.scalar)) macros_in(value, open);
  }
  std::set<std::string> used;
  while (!open.empty()) {
    const std::string name = std::move(open.back());
    open.pop_back();
    const auto macro = macros.find(name);
    if (macro != macros.end() && used.insert(name).second) macros_in(*macro->second, open);
  }
  return used;
}

}  // namespace expgate::content
