#include "text/node.h"

#include <algorithm>

namespace expgate::text {

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : entries)
    if (name.is_scalar() && name.scalar == key) return &value;
  return nullptr;
}

std::size_t values_by_sight(std::string_view source) {
  const auto count = [&](char letter) {
    return static_cast<std::size_t>(std::count(source.begin(), source.end(), letter));
  };
  std::size_t interpolations = 0;  // `${name}`, as Hydra writes it, is part of a text
  for (std::size_t at = source.find("${"); at != std::string_view::npos; at = source.find("${", at + 2))
    ++interpolations;
  return std::max(count(','), count('\n')) + count('[') + count('{') - interpolations;
}

}  // namespace expgate::text
