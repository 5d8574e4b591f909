#include "app/progress.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/bytes.h"
#include "base/environment.h"
#include "catalogue/catalogue.h"
#include "report/numbers.h"
#include "text/utf8.h"
#include "text/wrap.h"

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

// A failure is ignored: the terminal is gone.
void write_line(std::string line) {
  line.insert(0, kClear);
  [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, line.data(), line.size());
}

Text stage_text(engine::Stage stage) {
  switch (stage) {
    case engine::Stage::reading_history:
      return tr("reading history");
    case engine::Stage::listing_objects:
      return tr("listing objects");
    case engine::Stage::looking_at_largest:
      break;
  }
  return tr("looking at the largest objects");
}

Text left(double seconds) {
  constexpr double kMinute = 60;
  if (seconds < kMinute)
    return tr("{seconds} s left", {{"seconds", std::max<std::int64_t>(1, std::lround(seconds))}});
  return tr("{minutes} min left", {{"minutes", std::lround(seconds / kMinute + 1)}});
}

}  // namespace

TerminalProgress::TerminalProgress(bool is_wanted) : is_on_(is_wanted && is_terminal()) {}

void TerminalProgress::start(std::size_t commits) {
  total_ = commits;
  began_ = next_ = Clock::now();
}

void TerminalProgress::step(std::uint64_t objects, std::uint64_t findings) {
  ++done_;
  constexpr std::size_t kLookEvery = 16;  // commits: asking for the time has a cost
  if (!is_on_ || done_ % kLookEvery != 0) return;
  const Clock::time_point now = Clock::now();
  if (now >= next_) show(now, objects, findings);
}

void TerminalProgress::enter(engine::Stage stage) {
  if (!is_on_) return;
  is_shown_ = true;
  write_line(catalogue::render(stage_text(stage)));
}

void TerminalProgress::show(Clock::time_point now, std::uint64_t objects, std::uint64_t findings) {
  next_ = now + kEvery;
  is_shown_ = true;
  const double share = total_ == 0 ? 1 : static_cast<double>(done_) / static_cast<double>(total_);
  const double seconds = std::chrono::duration<double>(now - began_).count();
  const Text counts = tr("{done} of {total} commits, {objects} objects, {findings} findings",
                         {{"done", grouped(done_)},
                          {"total", grouped(total_)},
                          {"objects", grouped(objects)},
                          {"findings", grouped(findings)}});
  std::vector<Text> parts = {counts};
  constexpr double kSettled = 0.5;  // seconds until an estimate is worth anything
  if (seconds > kSettled) parts.push_back(left(seconds / share - seconds));
  std::string line =
      fmt::format("{:3.0f} %  ", share * 100) + catalogue::render(tr("{parts}", {{"parts", parts}}));
  const auto full = static_cast<std::size_t>(share * kBar);
  const std::size_t room = columns() - 1;
  if (text::width(line) + kBar + 3 <= room)
    line = "[" + std::string(full, '#') + std::string(kBar - full, '.') + "] " + line;
  write_line(text::shortened(line, room));
}

TransferProgress::TransferProgress(bool is_wanted)
    : is_on_(is_wanted && is_terminal()), next_(std::chrono::steady_clock::now() + kEvery) {}

bool TransferProgress::is_due() {
  const auto now = std::chrono::steady_clock::now();
  if (!is_on_ || now < next_) return false;
  next_ = now + kEvery;
  return true;
}

void TransferProgress::write(const std::string& line) {
  is_shown_ = true;
  write_line(text::shortened(line, columns() - 1));
}

void TransferProgress::show(const std::string& what, std::uint64_t done, std::uint64_t total) {
  if (!is_due()) return;
  std::string line = text::printable(what) + "  " + format_size(done);
  if (total > 0) line += fmt::format(" / {}  {}", format_size(total), report::percent(done, total));
  write(line);
}

void TransferProgress::show(const Text& line) {
  if (is_due()) write(catalogue::render(line));
}

void TransferProgress::finish() {
  if (is_shown_) write_line("");
  is_shown_ = false;
}

void TerminalProgress::finish() {
  if (is_shown_) write_line("");
  is_shown_ = false;
}

}  // namespace expgate::app
