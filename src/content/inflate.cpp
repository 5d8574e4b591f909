#include "content/inflate.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <zlib.h>

namespace expgate::content {

namespace {

struct EndInflate {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

int window_bits(Wrapping wrapping) {
  switch (wrapping) {
    case Wrapping::none:
      return -MAX_WBITS;
    case Wrapping::zlib:
      return MAX_WBITS;
    case Wrapping::gzip:
      return MAX_WBITS + 16;
  }
  return MAX_WBITS;
}

}  // namespace

Inflated inflate(std::string_view packed, std::size_t most, Wrapping wrapping) {
  Inflated result;
  z_stream stream{};
  if (inflateInit2(&stream, window_bits(wrapping)) != Z_OK) return result;
  const std::unique_ptr<z_stream, EndInflate> end(&stream);
  result.bytes.resize(most);
  // zlib does not write to its input
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(packed.size(), std::numeric_limits<uInt>::max()));
  stream.next_out = reinterpret_cast<Bytef*>(result.bytes.data());
  stream.avail_out = static_cast<uInt>(std::min<std::size_t>(most, std::numeric_limits<uInt>::max()));
  result.is_whole = ::inflate(&stream, Z_SYNC_FLUSH) == Z_STREAM_END;
  result.bytes.resize(stream.total_out);
  return result;
}

}  // namespace expgate::content
