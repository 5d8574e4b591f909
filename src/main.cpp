#include <csignal>
#include <cstdio>
#include <exception>
#include <malloc.h>

#include "app/command.h"

// Whatever goes wrong ends in exit code 2, "could not decide": never in a pass.
int main(int argc, char** argv) {
  constexpr int kUndecided = 2;
#ifdef M_MMAP_THRESHOLD
  // Large blocks go back to the system when they are freed. Else the C library keeps those that are smaller
  // than any that was freed before.
  constexpr int kLarge = 4 << 20;  // bytes
  mallopt(M_MMAP_THRESHOLD, kLarge);
#endif
  std::signal(SIGPIPE, SIG_IGN);  // a reader that went away must not change the verdict
  try {
    return expgate::app::main(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "expgate: could not decide: %s\n", error.what());
  } catch (...) {
    std::fputs("expgate: could not decide: unknown failure\n", stderr);
  }
  return kUndecided;
}
