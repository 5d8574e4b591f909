#include "text/node.h"

namespace expgate::text {

const Node* Node::find(std::string_view key) const {
  for (const auto& [name, value] : entries)
    if (name.is_scalar() && name.scalar == key) return &value;
  return nullptr;
}

}  // namespace expgate::text
