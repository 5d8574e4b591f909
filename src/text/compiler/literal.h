#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace expgate::text {

// A literal of C++ for any text: what is not plain ASCII as octal escapes, which end after three digits. For
// programs that write C++ while expgate is built.
inline std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\' && c != '?') {
      out += c;
      continue;
    }
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\%03o", byte);
    out += escape;
  }
  return out + "\"";
}

}  // namespace expgate::text
