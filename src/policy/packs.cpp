#include "policy/packs.h"

#include "policy/packed.h"

namespace expgate::policy {

namespace {

// The node at the front of `rest`, with all below it; both are taken off `rest`.
text::Node unpack(std::span<const PackedNode>& rest) {
  const PackedNode& packed = rest.front();
  rest = rest.subspan(1);
  text::Node node;
  node.kind = packed.kind;
  node.mark = {static_cast<int>(packed.line), static_cast<int>(packed.column)};
  node.tag = packed.tag;
  node.scalar = packed.scalar;
  if (node.is_sequence()) {
    node.items.reserve(packed.children);
    for (std::uint32_t i = 0; i < packed.children; ++i) node.items.push_back(unpack(rest));
  } else if (node.is_mapping()) {
    node.entries.reserve(packed.children);
    for (std::uint32_t i = 0; i < packed.children; ++i) {
      text::Node key = unpack(rest);
      node.entries.emplace_back(std::move(key), unpack(rest));
    }
  }
  return node;
}

}  // namespace

std::optional<text::Node> pack(std::string_view name) {
  for (const PackedDocument& document : packed_documents()) {
    if (document.name != name) continue;
    std::span<const PackedNode> nodes = document.nodes;
    return unpack(nodes);
  }
  return std::nullopt;
}

std::vector<std::string> pack_names() {
  std::vector<std::string> names;
  for (const PackedDocument& document : packed_documents()) names.emplace_back(document.name);
  return names;
}

}  // namespace expgate::policy
