#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/commit.h"

namespace expgate::message {

struct CharsetTable;

// The encoding that a commit declares. expgate brings the tables of what git's iconv decodes, so that a
// verdict does not depend on the machine; what is not among them is for commit-encoding to reject.
struct Charset {
  enum class Kind { utf8, latin1, iso2022jp, table, unknown };
  Kind kind = Kind::unknown;
  const CharsetTable* table = nullptr;
};

// The charset that a commit's `encoding` header names (empty: UTF-8), in any of its usual spellings.
Charset charset_of(std::string_view encoding);

// `bytes` as UTF-8, or where the first bytes stand that are no text in that charset; of UTF-8 and of what is
// unknown, `bytes` themselves.
struct Decoded {
  std::string text;  // with U+FFFD for each byte that is none
  std::optional<std::size_t> invalid_at;
};
Decoded decode(std::string_view bytes, const Charset& charset);

// The first line of a commit's message as UTF-8, as far as it can be decoded.
std::string subject_of(const Commit& commit);

// The byte order mark that tools of Windows put in front of UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace expgate::message
