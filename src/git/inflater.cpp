#include "git/inflater.h"

#include <algorithm>
#include <array>
#include <libdeflate.h>
#include <span>

#include "git/delta.h"
#include "git/mapped_file.h"

namespace expgate::git {

void Inflater::Close::operator()(libdeflate_decompressor* decompressor) const {
  libdeflate_free_decompressor(decompressor);
}

int Inflater::inflate_into(std::string_view compressed, std::span<char> out) {
  if (!decompressor_) decompressor_.reset(libdeflate_alloc_decompressor());
  if (!decompressor_) return LIBDEFLATE_BAD_DATA;
  std::size_t used = 0;
  // Without a place for the number of bytes made, any but as many as there is room for are an error.
  return libdeflate_zlib_decompress_ex(decompressor_.get(), compressed.data(), compressed.size(), out.data(),
                                       out.size(), &used, nullptr);
}

bool Inflater::inflate_whole(std::string_view compressed, char* out, std::size_t size) {
  return inflate_into(compressed, {out, size}) == LIBDEFLATE_SUCCESS;
}

std::optional<std::string> Inflater::inflate_large(std::string_view mapped, std::size_t size) {
  std::optional<std::string> out(std::in_place, size, '\0');
  if (!stream_.begin()) return std::nullopt;
  const auto made = go_on_in_pieces(stream_, mapped, *out);
  if (made.end != inflate::Stream::End::whole || made.written != size) return std::nullopt;
  return out;
}

std::optional<std::uint64_t> Inflater::result_size(std::string_view compressed, std::uint64_t size) {
  constexpr std::size_t kSmall = 512;  // the whole of it is made as fast as its beginning
  constexpr std::size_t kEnough = 4096;
  if (size <= kSmall) {
    delta_.resize(size);
    if (!inflate_whole(compressed, delta_.data(), size)) return std::nullopt;
    return delta_sizes(delta_).result;
  }
  compressed = compressed.substr(0, kEnough);
  // libdeflate does not say how much it made before it ran out of room: a byte that it has not written goes
  // on with a number, and so ends none.
  std::array<char, 24> start;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  start.fill('\xFF');
  if (inflate_into(compressed, start) == LIBDEFLATE_INSUFFICIENT_SPACE)
    if (const auto result = delta_sizes({start.data(), start.size()}).result) return result;
  const auto made = stream_.inflate(compressed, start);
  if (made.end == inflate::Stream::End::damaged) return std::nullopt;
  return delta_sizes({start.data(), made.written}).result;
}

inflate::Stream::Made go_on_in_pieces(inflate::Stream& stream, std::string_view mapped, std::span<char> out) {
  constexpr std::size_t kPiece = std::size_t{1} << 20U;
  inflate::Stream::Made all{inflate::Stream::End::cut_off};
  while (true) {
    const auto made = stream.go_on(mapped.substr(all.read),
                                   out.subspan(all.written, std::min(kPiece, out.size() - all.written)));
    let_go(mapped.substr(all.read, made.read));
    all = {made.end, all.read + made.read, all.written + made.written};
    // A stream with nothing left to write has still to say that it ends.
    if (made.end != inflate::Stream::End::cut_off || made.read + made.written == 0) return all;
  }
}

}  // namespace expgate::git
