#include "git/inflater.h"

#include <array>
#include <libdeflate.h>

#include "git/delta.h"

namespace expgate::git {

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
  const auto made = stream_.inflate(compressed.substr(0, kEnough), start);
  if (made.end == inflate::Stream::End::damaged) return std::nullopt;
  return delta_sizes({start.data(), made.written}).result;
}

}  // namespace expgate::git
