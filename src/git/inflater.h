#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "inflate/stream.h"
struct libdeflate_decompressor;  // libdeflate's

namespace expgate::git {

// How many bytes deflate can make of one at most.
inline constexpr std::uint64_t kBestRatio = 1032;

// Inflates what packs hold (zlib streams), one after the other with the same state. libdeflate needs less
// than half of zlib's time for streams as small as these, but knows only whole ones.
class Inflater {
 public:
  // Inflates the stream that `compressed` begins with into `out`; whether it is whole, sound, and exactly
  // `size` bytes.
  bool inflate_whole(std::string_view compressed, char* out, std::size_t size);

  // Returns `size` bytes that the mapped stream holds, inflated piece by piece: of a large one no more than a
  // piece is in memory beside them. Nothing if it is not whole, sound, and exactly that long.
  std::optional<std::string> inflate_large(std::string_view mapped, std::size_t size);

  // Of a stream that is a delta of `size` bytes: the size of what it makes. Nothing where it does not begin
  // as a delta does.
  std::optional<std::uint64_t> result_size(std::string_view compressed, std::uint64_t size);

 private:
  struct Close {
    void operator()(libdeflate_decompressor* decompressor) const;
  };
  // What libdeflate says of the stream, of which as many bytes are made as there is room for.
  int inflate_into(std::string_view compressed, std::span<char> out);

  std::unique_ptr<libdeflate_decompressor, Close> decompressor_;  // made when first used
  std::string delta_;                                             // whose memory is used again
  inflate::Stream stream_{inflate::Wrapping::zlib};
};

// Goes on with a stream in a mapped file until it ends or `out` is full, and lets go of what it has read.
inflate::Stream::Made go_on_in_pieces(inflate::Stream& stream, std::string_view mapped, std::span<char> out);

}  // namespace expgate::git
