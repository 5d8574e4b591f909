#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"

// JSON read once from its first byte to its last, without a tree of it: what is found is told with its place.
namespace expgate::content {

// Where bytes are not JSON, and why.
struct JsonError {
  std::size_t at = 0;  // offset of the byte that cannot be there
  Text what;           // one line, without the location
};

// Containers deeper than this are an error: what reads JSON by recursion (Python does) would not bear them.
inline constexpr std::size_t kMostJsonDepth = 900;

// Who is told what a scan meets. All are offsets, `end` is that of the byte after.
class JsonVisitor {
 public:
  virtual ~JsonVisitor() = default;
  virtual void key(std::size_t begin, std::size_t end) = 0;     // with its quotes
  virtual void scalar(std::size_t begin, std::size_t end) = 0;  // a string with its quotes
  virtual void open(bool is_object, std::size_t at) = 0;
  virtual void close(std::size_t end) = 0;
};

// Reads all of `bytes` as RFC 8259 has it, and as Python's json (which writes notebooks) does: a BOM, NaN,
// Infinity and -Infinity are let pass, lone surrogates in escapes too. Returns the first error, or nothing.
std::optional<JsonError> scan_json(std::string_view bytes, JsonVisitor& visitor);

// The text of a string as it stands in JSON, quotes included, with its escapes undone. For keys and tags:
// escapes of characters beyond ASCII become `?`.
std::string json_text(std::string_view quoted);

}  // namespace expgate::content
