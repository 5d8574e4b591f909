#include "content/formats/inflate.h"

#include <span>

namespace expgate::content {

Inflated inflate(std::string_view packed, std::size_t most, Wrapping wrapping) {
  using End = inflate::Stream::End;
  Inflated result;
  result.bytes.resize(most);
  std::span<char> out(result.bytes);
  inflate::Stream stream(wrapping);
  std::size_t written = 0;
  // gzip files are members one behind the other (RFC 1952, 2.2); what comes behind the last is not looked at
  for (bool is_first = true;; is_first = false) {
    const auto made = stream.inflate(packed, out);
    packed.remove_prefix(made.read);
    out = out.subspan(made.written);
    written += made.written;
    if (is_first || made.end != End::damaged) result.is_whole = made.end == End::whole;
    if (wrapping != Wrapping::gzip || made.end != End::whole || packed.empty() || out.empty()) break;
  }
  result.bytes.resize(written);
  return result;
}

}  // namespace expgate::content
