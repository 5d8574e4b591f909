#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace expgate::app {

// A line on stderr that says how far a long work has come. Without a terminal there, nothing is ever written.
class Progress {
 public:
  explicit Progress(bool is_wanted);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start(std::size_t commits);
  void step(std::uint64_t objects, std::uint64_t findings);  // one commit more is done
  void say(const char* what);                                // what is being done without steps
  void clear();                                              // takes the line away

 private:
  using Clock = std::chrono::steady_clock;
  void show(Clock::time_point now, std::uint64_t objects, std::uint64_t findings);

  bool is_on_;
  bool is_shown_ = false;
  std::size_t total_ = 0;
  std::size_t done_ = 0;
  Clock::time_point began_;
  Clock::time_point next_;
};

}  // namespace expgate::app
