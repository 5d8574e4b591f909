#include "content/configs/systems/system.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"
#include "base/strings.h"
#include "content/lists/systems.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr ConfigSystem kUnknown{};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (const std::string_view word : split(text, ' '))
    if (!word.empty()) words.push_back(word);
  return words;
}

// Each text that a sign asks for, once.
const std::vector<std::string_view>& wanted_texts() {
  static const std::vector<std::string_view> all = [] {
    std::vector<std::string_view> texts;
    for (const ConfigSystem& system : systems::kConfigSystems)
      for (const std::string_view word : words_of(system.signs))
        if (word.starts_with('~')) texts.push_back(word.substr(1));
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
  }();
  return all;
}

// Whether a mapping has keys that are all in capitals.
bool is_in_capitals(const Node& root) {
  const auto is_lower_case = [](const Node::Entry& entry) {
    return std::any_of(entry.first.scalar.begin(), entry.first.scalar.end(), is_lower);
  };
  return !root.entries.empty() && std::none_of(root.entries.begin(), root.entries.end(), is_lower_case);
}

// Whether each key of the root holds a mapping with a `value`, as W&B writes configs.
bool has_wrapped_values(const Node& root) {
  return root.entries.size() > 1 &&
         std::all_of(root.entries.begin(), root.entries.end(),
                     [](const auto& entry) { return entry.second.find("value") != nullptr; });
}

struct Evidence {
  std::string_view path;
  const Node& root;
  const std::vector<std::string_view>& texts;

  [[nodiscard]] bool has(std::string_view sign) const {
    if (sign == "^") return is_in_capitals(root);
    if (sign == "{value}") return has_wrapped_values(root);
    if (sign.starts_with('*')) return path.ends_with(sign.substr(1));
    const std::string_view text = sign.substr(sign.starts_with('~') ? 1 : 0);
    const bool is_text = sign.starts_with('~') || sign == kDefaultsList;
    if (is_text) return std::find(texts.begin(), texts.end(), text) != texts.end();
    return find_at(root, sign) != nullptr;
  }

  [[nodiscard]] bool has_all(std::string_view alternative) const {
    const std::vector<std::string_view> words = words_of(alternative);
    return std::all_of(words.begin(), words.end(), [&](std::string_view word) { return has(word); });
  }
};

}  // namespace

const Node* find_at(const Node& root, std::string_view dotted) {
  const Node* at = &root;
  for (const std::string_view name : split(dotted, '.')) {
    at = at->find(name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

std::vector<std::string_view> signs_in(std::string_view source) {
  std::vector<std::string_view> found;
  for (const std::string_view wanted : wanted_texts())
    if (source.find(wanted) != std::string_view::npos) found.push_back(wanted);
  return found;
}

const ConfigSystem* system_of(std::string_view path, const Node& root,
                              const std::vector<std::string_view>& texts) {
  const Evidence evidence{path, root, texts};
  for (const ConfigSystem& system : systems::kConfigSystems)
    for (const std::string_view alternative : split(system.signs, '|'))
      if (evidence.has_all(alternative)) return &system;
  return &kUnknown;
}

std::vector<std::string_view> seed_keys(const ConfigSystem& system) {
  return words_of(system.keys);
}

}  // namespace expgate::content
