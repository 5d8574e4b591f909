#include "message/charset.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

constexpr std::array<std::string_view, 5> kUtf8Names = {"", "utf8", "ascii", "usascii", "646"};
constexpr std::array<std::string_view, 8> kLatin1Names = {"iso88591", "latin1", "88591",       "l1",
                                                          "cp1252",   "1252",   "windows1252", "cp819"};

}  // namespace

Charset charset_of(std::string_view encoding) {
  std::string name = ascii_lower(trim(encoding));
  std::erase_if(name, [](char c) { return c == '-' || c == '_' || c == ' '; });
  if (std::find(kUtf8Names.begin(), kUtf8Names.end(), name) != kUtf8Names.end()) return Charset::utf8;
  if (std::find(kLatin1Names.begin(), kLatin1Names.end(), name) != kLatin1Names.end()) return Charset::latin1;
  return Charset::unknown;
}

std::string decode(std::string_view bytes, Charset charset) {
  return charset == Charset::latin1 ? text::from_latin1(bytes) : std::string(bytes);
}

}  // namespace expgate::message
