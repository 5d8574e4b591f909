#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace expgate::content {

// How deflated bytes are framed.
enum class Wrapping { none, zlib, gzip };

struct Inflated {
  std::string bytes;      // from the beginning, as far as they could be inflated
  bool is_whole = false;  // the stream ended within the limit
};

// The first `most` bytes of what is packed, of all members of a gzip file. Damage ends it, early or at once.
Inflated inflate(std::string_view packed, std::size_t most, Wrapping wrapping);

}  // namespace expgate::content
