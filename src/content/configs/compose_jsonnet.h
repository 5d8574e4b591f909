#pragma once

#include <string>

#include "content/configs/compose.h"

namespace expgate::content {

// Returns the config that the program in jsonnet at `path` makes, with what it imports from the tree; see
// compose().
Result<tl::expected<Composed, ParseError>> compose_jsonnet(const std::string& path, const OpenConfig& open);

}  // namespace expgate::content
