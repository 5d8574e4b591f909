#include "app/trace_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include "app/style.h"
#include "base/trace.h"
#include "base/version.h"
#include "catalogue/catalogue.h"

namespace expgate::app {

namespace {

constexpr std::string_view kFirstLine = "# expgate trace\n";

// Whether somebody else may have chosen the variables.
bool is_of_somebody_else(std::string_view command) {
  constexpr std::array<std::string_view, 3> kCommands = {"pre-receive", "update", "notebook-clean"};
  return std::find(kCommands.begin(), kCommands.end(), command) != kCommands.end() ||
         std::getenv("GIT_QUARANTINE_PATH") != nullptr;
}

bool write_whole(int fd, std::string_view text) {
  return ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

// Whether a trace may be put behind what the file holds.
bool is_trace(int fd) {
  struct stat status {};
  std::array<char, kFirstLine.size()> start{};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode) &&
         ::pread(fd, start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) &&
         std::string_view(start.data(), start.size()) == kFirstLine;
}

// The file, open for writing behind what it holds, or -1 with the reason in errno; 0 there: it is not a
// trace.
int open_trace(const char* file, bool may_make) {
  constexpr int kHow = O_RDWR | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
  constexpr mode_t kOwnersOnly = 0600;
  if (may_make) {
    const int fd = ::open(file, kHow | O_CREAT | O_EXCL, kOwnersOnly);
    if (fd >= 0 && !write_whole(fd, kFirstLine)) {
      ::close(fd);
      return -1;
    }
    if (fd >= 0 || errno != EEXIST) return fd;
  }
  const int fd = ::open(file, kHow);
  if (fd < 0 || is_trace(fd)) return fd;
  ::close(fd);
  errno = 0;
  return -1;
}

// The same file at 3 or above: somebody may have closed stdin, and a hook must not read its refs from here.
int above_standard(int fd) {
  constexpr int kFirstFree = 3;
  if (fd < 0 || fd >= kFirstFree) return fd;
  const int high = ::fcntl(fd, F_DUPFD_CLOEXEC, kFirstFree);
  ::close(fd);
  return high;
}

}  // namespace

TraceFile::TraceFile(std::string_view command) : command_(command) {
  const char* file = std::getenv("EXPGATE_TRACE");
  if (file == nullptr || *file == '\0') return;
  const bool is_guarded = is_of_somebody_else(command);
  fd_ = above_standard(open_trace(file, !is_guarded));
  if (fd_ >= 0) Trace::start();
  if (fd_ >= 0 || is_guarded) return;
  const Text why = errno == 0 ? tr("the file is not a trace") : verbatim(std::strerror(errno));
  const Text remark = tr("cannot write the trace to `{file}`: {problem}", {{"file", file}, {"problem", why}});
  (void)write_whole(STDERR_FILENO, web_prefix() + "expgate: " + catalogue::render(remark) + "\n");
}

TraceFile::~TraceFile() {
  if (fd_ < 0) return;
  // In one piece, since hooks may run side by side. A trace that cannot be written changes no verdict.
  (void)write_whole(fd_, fmt::format("\nexpgate {} {}\n{}", version(), command_, Trace::finish()));
  ::close(fd_);
}

}  // namespace expgate::app
