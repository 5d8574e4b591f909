#include "app/terminal.h"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/strings.h"
#include "catalogue/catalogue.h"
#include "text/columns.h"
#include "text/utf8.h"

namespace expgate::app {

std::size_t terminal_width() {
  if (const auto width = parse_decimal(environment("COLUMNS")); width && *width > 0) return *width;
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::size_t prose_width() {
  constexpr std::size_t kNarrowest = 40;
  const std::size_t width = terminal_width();
  return width == 0 ? text::kColumns : std::clamp(width, kNarrowest, text::kColumns);
}

std::size_t line_width() {
  return terminal_width() == 0 ? 0 : prose_width();
}

std::string fitted(const Text& text, const std::string& indent) {
  return text::hanging(indent, text::printable(catalogue::render(text)), indent.size() + 2, line_width());
}

}  // namespace expgate::app
