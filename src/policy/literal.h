#pragma once

#include <optional>
#include <string_view>

#include "text/node.h"

namespace expgate::policy {

// The YAML value that `source` is, if it is one of the plain kind that defaults of options are: a word or
// number, "in quotes", or a flat [list, of, "them"]. Nothing where it takes a YAML reader, which is a hundred
// times slower.
std::optional<text::Node> read_literal(std::string_view source);

}  // namespace expgate::policy
