#include "app/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/strings.h"

namespace expgate::app {

std::size_t terminal_width() {
  if (const auto width = parse_decimal(environment("COLUMNS")); width && *width > 0) return *width;
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace expgate::app
