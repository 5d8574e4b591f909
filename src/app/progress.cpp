#include "app/progress.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/environment.h"
#include "report/numbers.h"

namespace expgate::app {

namespace {

using report::grouped;

constexpr auto kEvery = std::chrono::milliseconds(100);
constexpr std::string_view kClear = "\r\x1B[K";
constexpr int kBar = 20;  // columns

bool is_terminal() {
  return isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb";
}

std::size_t columns() {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

// Nobody is left to be told where a terminal is gone.
void write_line(std::string line) {
  line.insert(0, kClear);
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
}

std::string_view name_of(engine::Stage stage) {
  switch (stage) {
    case engine::Stage::reading_history:
      return "reading history";
    case engine::Stage::listing_objects:
      return "listing objects";
    case engine::Stage::looking_at_largest:
      return "looking at the largest objects";
  }
  return "";
}

std::string left(double seconds) {
  constexpr double kMinute = 60;
  if (seconds < kMinute) return fmt::format("{:.0f} s left", std::max(1.0, seconds));
  return fmt::format("{:.0f} min left", seconds / kMinute + 1);
}

}  // namespace

TerminalProgress::TerminalProgress(bool is_wanted) : is_on_(is_wanted && is_terminal()) {}

void TerminalProgress::start(std::size_t commits) {
  total_ = commits;
  began_ = next_ = Clock::now();
}

void TerminalProgress::step(std::uint64_t objects, std::uint64_t findings) {
  ++done_;
  constexpr std::size_t kLookEvery = 16;  // commits: asking for the time costs something, too
  if (!is_on_ || done_ % kLookEvery != 0) return;
  const Clock::time_point now = Clock::now();
  if (now >= next_) show(now, objects, findings);
}

void TerminalProgress::enter(engine::Stage stage) {
  if (!is_on_) return;
  is_shown_ = true;
  write_line(std::string(name_of(stage)));
}

void TerminalProgress::show(Clock::time_point now, std::uint64_t objects, std::uint64_t findings) {
  next_ = now + kEvery;
  is_shown_ = true;
  const double share = total_ == 0 ? 1 : static_cast<double>(done_) / static_cast<double>(total_);
  const double seconds = std::chrono::duration<double>(now - began_).count();
  std::string line = fmt::format("{:3.0f} %  {} of {} commits, {} objects, {} findings", share * 100,
                                 grouped(done_), grouped(total_), grouped(objects), grouped(findings));
  constexpr double kSettled = 0.5;  // seconds until a guess is worth anything
  if (seconds > kSettled) line += ", " + left(seconds / share - seconds);
  const auto full = static_cast<std::size_t>(share * kBar);
  const std::size_t room = columns() - 1;
  if (line.size() + kBar + 3 <= room)
    line = "[" + std::string(full, '#') + std::string(kBar - full, '.') + "] " + line;
  write_line(line.substr(0, room));
}

void TerminalProgress::finish() {
  if (is_shown_) write_line("");
  is_shown_ = false;
}

}  // namespace expgate::app
