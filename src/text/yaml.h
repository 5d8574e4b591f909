#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "text/node.h"
#include "text/parse_error.h"

namespace expgate::text {

// What a document may cost before it is refused.
struct YamlLimits {
  std::size_t bytes = std::size_t{1} << 20;
  int depth = 64;  // levels of nesting, those that aliases bring included
  // Values; those that aliases stand for are counted as often as they are used, long texts as several. An
  // alias bomb ends here.
  std::size_t nodes = 200'000;
};

// Returns the single document in `source` (an empty one is null). Errors: syntax, duplicate keys, several
// documents, bytes that are not text, a limit.
[[nodiscard]] tl::expected<Node, ParseError> parse_yaml(std::string_view source,
                                                        const YamlLimits& limits = {});

}  // namespace expgate::text
