#include "rules/rule.h"

#include <algorithm>

namespace expgate::rules {

const Rule* find(std::string_view id) {
  const auto rules = all();
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule* rule) { return rule->declaration.id == id; });
  return found == rules.end() ? nullptr : *found;
}

const std::vector<const Declaration*>& declarations() {
  static const std::vector<const Declaration*> collected = [] {
    std::vector<const Declaration*> list;
    for (const Rule* rule : all()) list.push_back(&rule->declaration);
    return list;
  }();
  return collected;
}

}  // namespace expgate::rules
