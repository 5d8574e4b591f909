// measure TIMES STDIN OURS… -- THEIRS…
//
// Runs two commands in turn, TIMES times each, with the file STDIN as their input and their output thrown
// away. Prints one line each: least wall time in ms, median, least processor time in ms, peak memory of its
// largest process in KiB, exit code ("mixed" where it was not the same each time), longest wall time in ms,
// median of the processor time in ms, least number of page faults without reading. A program of its own
// because a shell would cost more than what is measured.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <limits>
#include <spawn.h>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <vector>

extern char** environ;

namespace {

struct Runs {
  std::vector<char*> command;  // ends with a null pointer
  std::vector<double> ms;
  std::vector<double> cpu_ms;
  long kib = 0;
  long faults = std::numeric_limits<long>::max();
  int code = -1;
  bool mixed = false;
};

[[noreturn]] void fail(const std::string& what) {
  std::fprintf(stderr, "measure: %s: %s\n", what.c_str(), std::strerror(errno));
  std::exit(3);
}

double in_ms(const timeval& spent) {
  return 1000.0 * static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_usec) / 1000.0;
}

// Starts the command, waits for it and adds what it took.
void run(Runs& runs, const char* input) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  errno = posix_spawnp(&child, runs.command[0], &files, nullptr, runs.command.data(), environ);
  if (errno != 0) fail(runs.command[0]);
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) fail("wait4");
  const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - begin;
  posix_spawn_file_actions_destroy(&files);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  runs.mixed = runs.mixed || (runs.code != -1 && runs.code != code);
  runs.code = code;
  runs.ms.push_back(time.count());
  runs.cpu_ms.push_back(in_ms(usage.ru_utime) + in_ms(usage.ru_stime));
  runs.kib = std::max(runs.kib, usage.ru_maxrss);
  runs.faults = std::min(runs.faults, usage.ru_minflt);
}

void print(Runs& runs) {
  std::sort(runs.ms.begin(), runs.ms.end());
  std::sort(runs.cpu_ms.begin(), runs.cpu_ms.end());
  std::printf("%.3f %.3f %.3f %ld %s %.3f %.3f %ld\n", runs.ms.front(), runs.ms[runs.ms.size() / 2],
              runs.cpu_ms.front(), runs.kib, runs.mixed ? "mixed" : std::to_string(runs.code).c_str(),
              runs.ms.back(), runs.cpu_ms[runs.cpu_ms.size() / 2], runs.faults);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::fputs("usage: measure TIMES STDIN OURS… -- THEIRS…\n", stderr);
    return 3;
  }
  Runs ours, theirs;
  Runs* into = &ours;
  for (int i = 3; i < argc; ++i) {
    if (into == &ours && std::strcmp(argv[i], "--") == 0) {
      into = &theirs;
      continue;
    }
    into->command.push_back(argv[i]);
  }
  if (ours.command.empty() || theirs.command.empty()) return 3;
  ours.command.push_back(nullptr);
  theirs.command.push_back(nullptr);
  const int times = std::max(1, std::atoi(argv[1]));
  for (int i = 0; i < times; ++i) {
    run(ours, argv[2]);
    run(theirs, argv[2]);
  }
  print(ours);
  print(theirs);
}
