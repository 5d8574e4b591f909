#include "content/json/json_comments.h"

#include <algorithm>
#include <cstddef>

namespace expgate::content {

namespace {

std::size_t after_text(std::string_view source, std::size_t at) {
  for (++at; at < source.size() && source[at] != '"'; ++at)
    if (source[at] == '\\') ++at;
  return std::min(at + 1, source.size());
}

// Where the comment at `at` ends, or `at` itself where there is none.
std::size_t after_comment(std::string_view source, std::size_t at) {
  const std::string_view begin = source.substr(at, 2);
  if (begin == "//") return std::min(source.find('\n', at), source.size());
  if (begin != "/*") return at;
  const std::size_t end = source.find("*/", at + 2);
  return end == std::string_view::npos ? source.size() : end + 2;
}

}  // namespace

std::string without_comments(std::string_view source) {
  std::string text(source);
  std::size_t comma = std::string::npos;  // with nothing but blanks behind it so far
  for (std::size_t at = 0; at < source.size();) {
    const char c = source[at];
    const std::size_t after = after_comment(source, at);
    if (after > at) {
      for (; at < after; ++at)
        if (text[at] != '\n' && text[at] != '\r') text[at] = ' ';
      continue;
    }
    if ((c == ']' || c == '}') && comma != std::string::npos) text[comma] = ' ';
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!is_blank) comma = c == ',' ? at : std::string::npos;
    at = c == '"' ? after_text(source, at) : at + 1;
  }
  return text;
}

}  // namespace expgate::content
