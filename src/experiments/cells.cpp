#include "experiments/cells.h"

#include <charconv>
#include <system_error>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::experiments {

namespace {

bool is_whole_number_cell(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

// Whether what stands at `at` would begin markup, an entity, a link or an emoji.
bool is_markup_at(std::string_view text, std::size_t at) {
  constexpr std::string_view kMarkup = "|\\`<>*_[]&~$^";
  if (text[at] == ':') return at + 1 < text.size() && text[at + 1] != ' ';
  if (text[at] == '.') return at >= 3 && ascii_lower(text.substr(at - 3, 3)) == "www";
  return kMarkup.find(text[at]) != std::string_view::npos;
}

}  // namespace

std::string markdown_cell(std::string_view text) {
  const std::string safe = text::printable(text);
  std::string out;
  for (std::size_t at = 0; at < safe.size(); ++at) {
    if (is_markup_at(safe, at)) out += '\\';
    out += safe[at];
    // Forges look for people and requests in the finished text, where no backslash is left.
    const bool is_loose = at == 0 || !is_word(safe[at - 1]);
    const bool is_followed = at + 1 < safe.size() && safe[at + 1] != ' ';
    if (is_loose && is_followed && std::string_view("@#!").find(safe[at]) != std::string_view::npos)
      out += "<!-- -->";
  }
  return out;
}

std::string csv_cell(std::string_view text) {
  std::string safe = text::printable(text);
  const bool is_formula =
      safe.find_first_of("=+-@") == 0 && !is_whole_number_cell(safe);  // tabs and CRs are escaped by now
  if (is_formula) safe.insert(0, "'");
  if (safe.find_first_of(",\"") == std::string::npos) return safe;
  std::string out = "\"";
  for (const char c : safe) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

}  // namespace expgate::experiments
