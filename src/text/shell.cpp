#include "text/shell.h"

#include <fmt/core.h>

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::text {

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

std::string path_word(std::string_view path) {
  return shell_word(path.starts_with('-') ? "./" + std::string(path) : std::string(path));
}

std::string pathspec_word(std::string_view path) {
  const bool is_pattern = path.starts_with(':') || path.find_first_of("*?[\\") != path.npos;
  return is_pattern ? shell_word(":(literal)" + std::string(path)) : path_word(path);
}

}  // namespace expgate::text
