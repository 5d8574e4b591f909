#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
struct z_stream_s;  // zlib's

namespace expgate::inflate {

// How deflated bytes are framed.
enum class Wrapping { none, zlib, gzip };

// Inflates one stream after the other with the same state of zlib.
class Stream {
 public:
  explicit Stream(Wrapping wrapping) : wrapping_(wrapping) {}

  enum class End {
    whole,    // the stream ended
    cut_off,  // there is more to read or to write
    damaged,  // it is not a stream, or not a sound one
  };
  struct Made {
    End end = End::damaged;
    std::size_t read = 0;     // bytes of `packed`
    std::size_t written = 0;  // bytes of `out`
  };
  // Inflates the stream that `packed` begins with, until it ends or `out` is full.
  Made inflate(std::string_view packed, std::span<char> out);

  // Prepares for a new stream, which go_on() then reads. Returns false if there is no memory for it.
  bool begin();

  // Goes on with the same stream: `packed` is what follows of it, `out` takes what follows. Counts the bytes
  // of this call.
  Made go_on(std::string_view packed, std::span<char> out);

 private:
  struct Close {
    void operator()(z_stream_s* stream) const;
  };
  Wrapping wrapping_;
  std::unique_ptr<z_stream_s, Close> stream_;  // made when first used
};

}  // namespace expgate::inflate
