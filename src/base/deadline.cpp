#include "base/deadline.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/time.h>
#include <unistd.h>

#include "base/trace.h"

namespace expgate::deadline {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostChildren = 16;  // at the same time

// All of it is made beforehand: a handler may not allocate.
struct State {
  Clock::time_point begin;
  bool is_started = false;
  std::string before;
  std::string after;
  std::string file;
  std::string line;
  std::array<std::atomic<pid_t>, kMostChildren> children{};
};

State& state() {
  static State only;
  return only;
}

void write_to(int fd, std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(fd, text.data(), text.size());
}

// Negative: a group (kill(2)).
void end_children() {
  for (const std::atomic<pid_t>& child : state().children)
    if (const pid_t pid = child; pid != 0) ::kill(pid, SIGKILL);
}

// Writes the text to stderr unless that would block: one who no longer reads must not keep the process.
void say(std::string_view text) {
  pollfd err{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&err, 1, 0) == 1 && (err.revents & POLLOUT) != 0)
    write_to(STDERR_FILENO, text.substr(0, PIPE_BUF));
}

extern "C" void end_now(int /*signal*/) {
  constexpr int kUndecided = 2;
  constexpr mode_t kLogMode = 0640;
  State& all = state();
  end_children();
  if (!all.file.empty()) {
    const int log =
        ::open(all.file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, kLogMode);
    if (log >= 0) write_to(log, all.line);
  }
  for (const std::string_view said :
       {std::string_view(all.before), Trace::pass(), std::string_view(all.after)})
    say(said);
  ::_exit(kUndecided);
}

extern "C" void end_by_signal(int signal) {
  end_children();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void set_timer(std::chrono::microseconds left) {
  constexpr std::int64_t kMillion = 1'000'000;
  itimerval timer{};
  timer.it_value.tv_sec = left.count() / kMillion;
  timer.it_value.tv_usec = left.count() % kMillion;
  ::setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace

void start(std::chrono::milliseconds limit, std::string before, std::string after) {
  State& all = state();
  all.begin = Clock::now();
  all.is_started = true;
  all.before = std::move(before);
  all.after = std::move(after);
  struct sigaction ours {};
  ours.sa_handler = end_now;
  ::sigaction(SIGALRM, &ours, nullptr);
  // Whoever started us may have blocked it.
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  ::sigprocmask(SIG_UNBLOCK, &alarm, nullptr);
  change(limit);
}

bool is_started() {
  return state().is_started;
}

void change(std::chrono::milliseconds limit) {
  const State& all = state();
  if (!all.is_started) return;
  if (limit.count() == 0) return set_timer({});
  const auto left = std::chrono::duration_cast<std::chrono::microseconds>(all.begin + limit - Clock::now());
  set_timer(std::max(left, std::chrono::microseconds{1}));
}

void end_children_on_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction ours {};
    ::sigaction(signal, nullptr, &ours);
    if (ours.sa_handler == SIG_IGN) continue;  // nohup
    ours = {};
    ours.sa_handler = end_by_signal;
    ::sigaction(signal, &ours, nullptr);
  }
}

void record(std::string file, std::string line) {
  State& all = state();
  sigset_t alarm;
  sigset_t before;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  ::sigprocmask(SIG_BLOCK, &alarm, &before);  // the handler reads these
  all.file = std::move(file);
  all.line = std::move(line);
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
}

Child::Child(pid_t pid) : place_(0) {
  auto& children = state().children;
  for (; place_ < kMostChildren; ++place_) {
    pid_t free = 0;
    if (children[place_].compare_exchange_strong(free, pid)) return;
  }
}

Child::~Child() {
  if (place_ < kMostChildren) state().children[place_] = 0;
}

}  // namespace expgate::deadline
