#pragma once

#include <string>
#include <string_view>

namespace expgate::message {

// The encodings of a commit that expgate reads. A static binary has no iconv modules: others are for
// commit-encoding to refuse.
enum class Charset { utf8, latin1, unknown };

// The charset that a commit's `encoding` header names (empty: UTF-8), in any of its usual spellings.
Charset charset_of(std::string_view encoding);

// `bytes` as UTF-8; left as they are where they are UTF-8 already or cannot be decoded.
std::string decode(std::string_view bytes, Charset charset);

// The byte order mark that tools of Windows put in front of UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace expgate::message
