#include "inflate/stream.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

namespace expgate::inflate {

namespace {

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

uInt bounded(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

void Stream::Close::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

bool Stream::begin() {
  if (stream_) return inflateReset(stream_.get()) == Z_OK;
  stream_.reset(new z_stream{});
  if (inflateInit2(stream_.get(), window_bits(wrapping_)) == Z_OK) return true;
  stream_.reset();
  return false;
}

Stream::Made Stream::inflate(std::string_view packed, std::span<char> out) {
  return begin() ? go_on(packed, out) : Made{};
}

Stream::Made Stream::go_on(std::string_view packed, std::span<char> out) {
  if (!stream_) return {};
  const auto read_before = stream_->total_in;
  const auto written_before = stream_->total_out;
  // zlib does not write to its input
  stream_->next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream_->avail_in = bounded(packed.size());
  stream_->next_out = reinterpret_cast<Bytef*>(out.data());
  stream_->avail_out = bounded(out.size());
  const int status = ::inflate(stream_.get(), Z_SYNC_FLUSH);
  Made made{End::damaged, stream_->total_in - read_before, stream_->total_out - written_before};
  if (status == Z_STREAM_END) made.end = End::whole;
  if (status == Z_OK || status == Z_BUF_ERROR) made.end = End::cut_off;
  return made;
}

}  // namespace expgate::inflate
