#include "text/shell.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::text {

std::string shell_quoted(std::string_view text) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@%+,^";
  if (!text.empty() && text.find_first_not_of(kHarmless) == std::string_view::npos) return std::string(text);
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string shell_word(std::string_view text) {
  if (printable(text) == text) return shell_quoted(text);
  std::string word = "$'";
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view character = text.substr(at, decode(text, at).length);
    at += character.size();
    if (character == "'" || character == "\\") {
      word += '\\';
      word += character;
    } else if (printable(character) == character) {
      word += character;
    } else {
      for (const char byte : character) word += fmt::format("\\x{:02x}", static_cast<unsigned char>(byte));
    }
  }
  return word + "'";
}

std::string shell_line(const std::vector<std::vector<std::string>>& commands) {
  std::string line;
  for (const std::vector<std::string>& command : commands) {
    if (!line.empty()) line += " &&";
    for (const std::string& argument : command) line += (line.empty() ? "" : " ") + shell_word(argument);
  }
  return line;
}

std::string pathspec(std::string_view path) {
  const bool is_pattern = path.starts_with(':') || path.find_first_of("*?[\\") != path.npos;
  return is_pattern ? ":(literal)" + std::string(path) : std::string(path);
}

std::string pathspec_from_top(std::string_view path) {
  // Behind `:/` git takes most other characters for more of its magic.
  constexpr std::string_view kMagic = "!\"#%&',-/:;<=>@_`~^";
  const bool is_plain = pathspec(path) == path && !path.empty() && kMagic.find(path.front()) == kMagic.npos;
  return (is_plain ? ":/" : ":(top,literal)") + std::string(path);
}

}  // namespace expgate::text
