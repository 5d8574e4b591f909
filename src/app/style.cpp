#include "app/style.h"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/environment.h"
#include "base/strings.h"

namespace expgate::app {

namespace {

constexpr std::size_t kWidestLine = 100;
constexpr std::size_t kBehindRemote = 71;  // git writes "remote: " in front, and nobody knows the terminal
constexpr std::size_t kNarrowest = 40;

bool wants_color(Mode mode, const Common& common, int fd) {
  if (common.color != "auto") return common.color == "always";
  if (is_server(mode) || !environment("NO_COLOR").empty()) return false;
  if (const auto force = environment("FORCE_COLOR"); !force.empty()) return force != "0";
  return isatty(fd) == 1 && environment("TERM") != "dumb";
}

std::size_t width_of(Mode mode, int fd) {
  winsize size{};
  if (is_server(mode)) return kBehindRemote + web_prefix().size();
  if (const auto width = parse_decimal(environment("COLUMNS")); width && *width > 0)
    return std::clamp<std::size_t>(*width, kNarrowest, kWidestLine);
  if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kWidestLine;
  return std::clamp<std::size_t>(size.ws_col, kNarrowest, kWidestLine);
}

}  // namespace

report::TextStyle text_style(Mode mode, const Common& common, int fd) {
  report::TextStyle style;
  style.color = wants_color(mode, common, fd);
  style.width = width_of(mode, fd);
  if (is_server(mode)) style.prefix = web_prefix();
  style.verbose = common.verbose || mode == Mode::ci;  // an empty log does not show that it ran
  style.quiet = common.quiet;
  return style;
}

std::string web_prefix() {
  return environment("GL_PROTOCOL") == "web" ? "GL-HOOK-ERR: " : "";
}

}  // namespace expgate::app
