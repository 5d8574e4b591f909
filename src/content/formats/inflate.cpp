#include "content/formats/inflate.h"

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
  int status = ::inflate(&stream, Z_SYNC_FLUSH);
  // gzip files are members one behind the other (RFC 1952, 2.2); what comes behind the last is not looked at
  std::size_t made = stream.total_out;
  while (wrapping == Wrapping::gzip && status == Z_STREAM_END && stream.avail_in > 0 &&
         stream.avail_out > 0) {
    if (inflateReset(&stream) != Z_OK) break;
    const uInt before = stream.avail_out;
    const int further = ::inflate(&stream, Z_SYNC_FLUSH);
    made += before - stream.avail_out;
    if (further == Z_DATA_ERROR) break;
    status = further;
  }
  result.is_whole = status == Z_STREAM_END;
  result.bytes.resize(made);
  return result;
}

}  // namespace expgate::content
