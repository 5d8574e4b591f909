#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "text/node.h"

namespace expgate::policy {

// A node of a pack's YAML as it lies in the binary, in the order of the document: parents before children,
// keys before their values.
struct PackedNode {
  text::Node::Kind kind = text::Node::Kind::null;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t children = 0;  // items, or entries
  std::string_view tag;
  std::string_view scalar;
};

struct PackedDocument {
  std::string_view name;
  std::span<const PackedNode> nodes;
};

// All packs, sorted by name. Written at build time by compiler/main.cpp.
std::span<const PackedDocument> packed_documents();

}  // namespace expgate::policy
