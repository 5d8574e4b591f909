#include "app/help/shell_words.h"

namespace expgate::app {

ShellWords split_line(std::string_view line) {
  ShellWords found;
  std::string word;
  bool has_word = false;
  char quote = '\0';
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    const bool is_escape = c == '\\' && quote != '\'';
    if (quote == '\0' && (c == ' ' || c == '\t' || c == '\n')) {
      if (has_word) found.words.push_back(word);
      word.clear();
      has_word = false;
      continue;
    }
    has_word = true;
    if (c == quote)
      quote = '\0';
    else if (quote == '\0' && (c == '\'' || c == '"'))
      quote = c;
    else if (is_escape && at + 1 < line.size())
      word += line[++at];
    else if (!is_escape)
      word += c;
  }
  found.words.push_back(word);
  found.is_quoted = quote != '\0';
  return found;
}

std::string escaped_for_bash(std::string_view text) {
  constexpr std::string_view kHarmless =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:@%+,";
  std::string out;
  for (const char c : text) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    if (is_ascii && kHarmless.find(c) == std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace expgate::app
