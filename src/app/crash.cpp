#include "app/crash.h"

#include <csignal>
#include <string>
#include <unistd.h>

#include "app/style.h"
#include "base/result.h"
#include "report/text.h"

namespace expgate::app {

namespace {

// Made beforehand: in a handler nothing may be allocated.
std::string& message() {
  static std::string text;
  return text;
}

extern "C" void say_and_end(int /*signal*/) {
  constexpr int kUndecided = 2;
  const std::string& text = message();
  // The exit code is what counts, whether somebody reads this or not.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(kUndecided);
}

}  // namespace

void refuse_on_crash() {
  static char stack[64 << 10];  // of its own: the other one may be what has run out
  report::TextStyle style;
  style.prefix = web_prefix();
  message() =
      report::text(Error{tr("the program crashed"),
                         tr("run `git fsck`; if it reports nothing, please report this as a bug of expgate")},
                   style);
  stack_t alternate{};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  ::sigaltstack(&alternate, nullptr);
  for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL}) {
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) != 0 || before.sa_handler != SIG_DFL) continue;
    struct sigaction ours {};
    ours.sa_handler = say_and_end;
    ours.sa_flags = SA_ONSTACK;
    ::sigaction(signal, &ours, nullptr);
  }
}

}  // namespace expgate::app
