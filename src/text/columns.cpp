#include "text/columns.h"

#include "base/strings.h"
#include "text/utf8.h"
#include "text/wrap.h"

namespace expgate::text {

std::string wrapped(std::string_view text, std::size_t indent, std::size_t columns) {
  std::string out(indent, ' ');
  for (const std::string& line : wrap(text, columns, indent, indent)) out += line + "\n";
  return out;
}

std::string hanging(const std::string& label, std::string_view text, std::size_t indent,
                    std::size_t columns) {
  if (columns == 0) return label + std::string(text) + "\n";
  return label + join(wrap(text, columns, width(label), indent), "\n") + "\n";
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

}  // namespace expgate::text
