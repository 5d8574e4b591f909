#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <zlib.h>

namespace expgate::fuzz {

// The bytes as a zlib stream, stored: a mutation of bytes that are deflated already would never be a sound
// one.
inline std::string zlib_stream(std::string_view bytes) {
  std::string out(compressBound(bytes.size()), '\0');
  uLongf size = out.size();
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(bytes.data()),
                bytes.size(), Z_NO_COMPRESSION) != Z_OK)
    std::abort();
  out.resize(size);
  return out;
}

}  // namespace expgate::fuzz
