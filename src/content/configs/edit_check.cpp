#include "content/configs/edit_check.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "content/configs/compose.h"
#include "content/configs/line_edits.h"
#include "content/configs/python_objects.h"

namespace expgate::content {

namespace {

using text::Node;

constexpr std::string_view kProposedSeed = "42";

// What differs between two documents.
class Differences {
 public:
  bool is_other = false;           // something is not there any more, or has another value than the seed
  std::vector<std::string> names;  // of the keys whose value is the seed now

  void compare(const Node& before, const Node& after, const std::string& name, int depth = 0) {
    if (is_other || depth > 2 * kMostDepth) {
      is_other = true;
    } else if (before.is_mapping() && after.is_mapping()) {
      compare_entries(before, after, depth);
    } else if (before.is_sequence() && after.is_sequence() && before.items.size() == after.items.size()) {
      for (std::size_t at = 0; at < before.items.size(); ++at)
        compare(before.items[at], after.items[at], name, depth + 1);
    } else if (!is_same(before, after)) {
      // what is computed may hold more than a mapping that takes its place
      is_other = is_other || before.is_mapping() || (before.is_sequence() && !is_list_of_values(before)) ||
                 (after.is_mapping() && (before.is_sequence() || before.tag == kComputed));
      add(after, name, depth);
    }
  }

 private:
  static bool is_same(const Node& before, const Node& after) {
    const bool is_value = !before.is_mapping() && !before.is_sequence();
    return is_value && before.kind == after.kind && before.scalar == after.scalar && before.tag == after.tag;
  }

  static bool is_list_of_values(const Node& list) {
    return std::all_of(list.items.begin(), list.items.end(),
                       [](const Node& item) { return !item.is_mapping() && !item.is_sequence(); });
  }

  void compare_entries(const Node& before, const Node& after, int depth) {
    std::map<std::string_view, const Node*> rest;
    for (const auto& [key, value] : after.entries) rest[key.scalar] = &value;
    for (const auto& [key, value] : before.entries) {
      const auto found = rest.find(key.scalar);
      if (found == rest.end()) {
        is_other = true;
        return;
      }
      compare(value, *found->second, key.scalar, depth + 1);
      rest.erase(found);
    }
    for (const auto& [key, value] : rest) add(*value, std::string(key), depth + 1);
  }

  // What is new, or has become something else.
  void add(const Node& value, const std::string& name, int depth) {
    if (value.is_mapping() && value.entries.size() == 1 && depth <= 2 * kMostDepth) {
      const auto& [key, entry] = value.entries.front();
      return add(entry, key.scalar, depth + 1);
    }
    const bool is_seed = value.is_scalar() && value.tag != "!" && value.scalar == kProposedSeed;
    is_other = is_other || !is_seed;
    names.push_back(name);
  }
};

std::string_view name_in(std::string_view key) {
  return key.empty() ? "seed" : key.substr(key.rfind('.') + 1);
}

}  // namespace

bool sets_only_the_seed(const LineEdit& edit, std::string_view path, std::string_view source,
                        std::string_view key, const ConfigSystem& system) {
  if (edit.old == edit.replacement) return false;
  const EditedText edited =
      with_edits(path, source, {Edit{std::string(path), edit.line, edit.old, edit.replacement}});
  if (!edited.left.empty() || edited.applied.empty()) return false;
  const Document before = read_config_file(path, source).document;
  const Document after = read_config_file(path, edited.text).document;
  if (!before || !after) return false;
  Differences differences;
  differences.compare(*before, *after, {});
  const std::vector<std::string>& names = differences.names;
  if (differences.is_other || names.empty()) return false;
  const auto is_key = [&](std::string_view name) { return name_in(name) == name_in(key); };
  if (language_of(path) != Language::python) return std::all_of(names.begin(), names.end(), is_key);
  const SeedVerdict verdict = find_seed(*after, &system);
  return std::any_of(names.begin(), names.end(), is_key) && verdict.seed &&
         verdict.seed->value == kProposedSeed;
}

}  // namespace expgate::content
