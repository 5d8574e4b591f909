#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/node.h"

namespace expgate::policy {

// The YAML value that `source` is, if it is one of the plain kind that defaults of options are: a word or
// number, "in quotes", or a flat [list, of, "them"]. Nothing where it takes a YAML reader, which is a hundred
// times slower.
std::optional<text::Node> read_literal(std::string_view source);

// The texts of a [list, of, "them"] of that kind, without a node for each: the built-in lists are long.
std::optional<std::vector<std::string>> read_literal_list(std::string_view source);

}  // namespace expgate::policy
