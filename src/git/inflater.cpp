#include "git/inflater.h"

#include <algorithm>
#include <array>
#include <libdeflate.h>
#include <zlib.h>

#include "git/delta.h"

namespace expgate::git {

void Inflater::Close::operator()(z_stream_s* stream) const {
  inflateEnd(stream);
  delete stream;
}

void Inflater::Close::operator()(libdeflate_decompressor* decompressor) const {
  libdeflate_free_decompressor(decompressor);
}

bool Inflater::inflate_whole(std::string_view compressed, char* out, std::size_t size) {
  if (!decompressor_) decompressor_.reset(libdeflate_alloc_decompressor());
  if (!decompressor_) return false;
  std::size_t used = 0;
  // Without a place for the number of bytes made, any but `size` of them are an error.
  return libdeflate_zlib_decompress_ex(decompressor_.get(), compressed.data(), compressed.size(), out, size,
                                       &used, nullptr) == LIBDEFLATE_SUCCESS;
}

std::optional<std::uint64_t> Inflater::result_size(std::string_view compressed) {
  constexpr std::size_t kEnough = 4096;
  std::array<char, 20> start{};
  if (!stream_) {
    stream_.reset(new z_stream{});
    if (inflateInit(stream_.get()) != Z_OK) return std::nullopt;
  }
  if (inflateReset(stream_.get()) != Z_OK) return std::nullopt;
  stream_->next_in =
      reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));  // zlib does not write there
  stream_->avail_in = static_cast<uInt>(std::min(compressed.size(), kEnough));
  stream_->next_out = reinterpret_cast<Bytef*>(start.data());
  stream_->avail_out = static_cast<uInt>(start.size());
  const int status = inflate(stream_.get(), Z_SYNC_FLUSH);
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) return std::nullopt;
  return delta_sizes({start.data(), start.size() - stream_->avail_out}).result;
}

}  // namespace expgate::git
