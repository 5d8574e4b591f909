#pragma once

#include <chrono>
#include <string>
#include <sys/types.h>

// The time that a hook may take, so that nothing makes it hang. When it is over the process ends, with the
// programs that it runs: it says so on stderr, and its exit code is 2, "could not decide".
namespace expgate::deadline {

// From now on the process may run that long. `before` and `after` are what it says then, around the pass that
// it is in (base/trace.h).
void start(std::chrono::milliseconds limit, std::string before, std::string after);

// Whether start() was called.
bool is_started();

// Another limit, from the same start; zero: none. Does nothing if start() was not called.
void change(std::chrono::milliseconds limit);

// What is added to the file if the deadline passes: a line of the audit log.
void record(std::string file, std::string line);

// From now on SIGINT, SIGTERM and SIGHUP end the programs that run, each with its group, before they end this
// process: in a group of their own they would not hear of Ctrl-C.
void end_children_on_signals();

// A program that ends with the process, from here to the end of the block.
class Child {
 public:
  explicit Child(pid_t pid);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

 private:
  std::size_t place_;
};

}  // namespace expgate::deadline
