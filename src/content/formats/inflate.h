#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "inflate/stream.h"

namespace expgate::content {

using inflate::Wrapping;

struct Inflated {
  std::string bytes;      // from the beginning, as far as they could be inflated
  bool is_whole = false;  // the stream ended within the limit
};

// The first `most` bytes of what is packed, of all members of a gzip file. Damage ends it, early or at once.
Inflated inflate(std::string_view packed, std::size_t most, Wrapping wrapping);

}  // namespace expgate::content
