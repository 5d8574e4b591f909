#include "message/header.h"

#include "message/letters.h"
#include "text/utf8.h"

namespace expgate::message {

namespace {

// What stands in the brackets: anything but more brackets, a colon with a blank behind it, and blanks at its
// ends.
bool is_scope(std::string_view text) {
  return !is_all_blank(text) && text.find('(') == std::string_view::npos &&
         text.find(": ") == std::string_view::npos && text.front() != ' ' && text.back() != ' ';
}

bool is_description(std::string_view text) {
  return !text.empty() && text.back() != ' ' && !is_blank(text::decode(text, 0).value);
}

}  // namespace

std::optional<Header> parse_header(std::string_view line) {
  Header header;
  header.type = line.substr(0, type_length(line));
  if (header.type.empty() || is_ticket(header.type) || line.find('\t') != std::string_view::npos)
    return std::nullopt;
  line.remove_prefix(header.type.size());
  if (line.starts_with('(')) {
    const std::size_t end = line.find(')');
    if (end == std::string_view::npos || !is_scope(line.substr(1, end - 1))) return std::nullopt;
    header.scope = line.substr(1, end - 1);
    line.remove_prefix(end + 1);
  }
  header.is_breaking = line.starts_with('!');
  if (header.is_breaking) line.remove_prefix(1);
  if (!line.starts_with(": ")) return std::nullopt;
  header.description = line.substr(2);
  if (!is_description(header.description)) return std::nullopt;
  return header;
}

std::string shortened(std::string_view text) {
  constexpr std::size_t kLongest = 60;  // columns
  std::size_t end = 0;
  std::size_t columns = 0;
  while (end < text.size()) {
    const std::size_t length = text::decode(text, end).length;
    columns += text::width(text.substr(end, length));
    if (columns > kLongest) return std::string(text.substr(0, end)) + "…";
    end += length;
  }
  return std::string(text);
}

}  // namespace expgate::message
