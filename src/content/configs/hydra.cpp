#include "content/configs/hydra.h"

#include "base/strings.h"

namespace expgate::content {

namespace {

using text::Node;

// Takes `word` and the blank after it off the front of `text`.
bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word) || text.size() <= word.size() || text[word.size()] != ' ') return false;
  text = trim(text.substr(word.size()));
  return true;
}

// "model@package", "override /model", "optional db/engine@_global_".
HydraDefault read_group(std::string_view text) {
  HydraDefault entry;
  text = trim(text);
  take_word(text, "override");
  entry.is_optional = take_word(text, "optional");
  const std::size_t at = text.find('@');
  if (at != std::string_view::npos) {
    entry.package = std::string(text.substr(at + 1));
    text = text.substr(0, at);
  }
  entry.is_absolute = text.starts_with('/');
  while (text.starts_with('/')) text.remove_prefix(1);
  entry.group = std::string(text);
  return entry;
}

bool is_of_hydra(const HydraDefault& entry) {
  return entry.group == "hydra" || entry.group.starts_with("hydra/");
}

// `- db/mysql@package`, the short form: the group ends at the last slash.
HydraDefault read_config(std::string_view text) {
  HydraDefault entry = read_group(text);
  entry.is_self = entry.group == "_self_";
  const std::size_t slash = entry.group.rfind('/');
  entry.options.push_back(entry.group.substr(slash == std::string::npos ? 0 : slash + 1));
  entry.group.resize(slash == std::string::npos ? 0 : slash);
  return entry;
}

void add_options(const Node& value, std::vector<std::string>& options) {
  for (const Node& item : value.items) add_options(item, options);
  if (value.is_scalar() && value.scalar != "???") options.push_back(value.scalar);
}

void add_names(std::string_view text, char separator, KeyPath& path) {
  for (const std::string_view name : split(text, separator)) {
    if (!name.empty()) path.emplace_back(name);
  }
}

}  // namespace

std::vector<HydraDefault> hydra_defaults(const Node& list) {
  std::vector<HydraDefault> found;
  for (const Node& item : list.items) {
    if (item.is_scalar()) found.push_back(read_config(item.scalar));
    for (const auto& [key, value] : item.entries) {
      HydraDefault entry = read_group(key.scalar);
      add_options(value, entry.options);
      found.push_back(std::move(entry));
    }
  }
  std::erase_if(found, is_of_hydra);
  return found;
}

KeyPath hydra_package(const HydraDefault& entry, std::string_view header, const KeyPath& parent) {
  KeyPath path;
  std::string_view stated = entry.package.empty() ? header : std::string_view(entry.package);
  if (stated == "_group_") stated = "";
  if (stated.empty()) {
    if (!entry.is_absolute) path = parent;
    add_names(entry.group, '/', path);
    return path;
  }
  const bool is_global = stated.starts_with("_global_");
  const bool is_here = stated.starts_with("_here_");
  if (is_here || (!entry.package.empty() && !is_global)) path = parent;
  if (is_global) stated.remove_prefix(std::string_view("_global_").size());
  if (is_here) stated.remove_prefix(std::string_view("_here_").size());
  add_names(stated, '.', path);
  return path;
}

}  // namespace expgate::content
