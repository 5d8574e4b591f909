#include "app/wrap.h"

#include "base/strings.h"
#include "text/utf8.h"

namespace expgate::app {

std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
  const std::string blanks(indent, ' ');
  std::string out;
  std::string line;
  for (const std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    if (!line.empty() && indent + text::width(line) + 1 + text::width(word) > columns) {
      out += blanks + line + "\n";
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line += word;
  }
  return line.empty() ? out : out + blanks + line + "\n";
}

std::string indented(std::string_view text, std::size_t indent) {
  std::string out;
  for (const std::string_view line : lines(text)) {
    if (!line.empty()) out += std::string(indent, ' ') + std::string(line);
    out += '\n';
  }
  return out;
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t taken = text::width(text);
  if (taken < columns) text.append(columns - taken, ' ');
  return text;
}

}  // namespace expgate::app
