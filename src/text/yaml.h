#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "text/node.h"

namespace expgate::text {

// What a document may cost before it is refused.
struct YamlLimits {
  std::size_t bytes = std::size_t{1} << 20;
  int depth = 64;
  std::size_t nodes = 200'000;  // aliases counted as often as they are used: an alias bomb ends here
};

// The single document that `source` holds (an empty one is null). Errors: syntax, duplicate keys, several documents, a limit;
// their message begins with "LINE:COLUMN: ".
Result<Node> parse_yaml(std::string_view source, const YamlLimits& limits = {});

}  // namespace expgate::text
