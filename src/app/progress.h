#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "engine/progress.h"

namespace expgate::app {

// A line on stderr that shows the progress of a long run. Nothing is written if stderr is not a terminal.
class TerminalProgress : public engine::Progress {
 public:
  explicit TerminalProgress(bool is_wanted);
  ~TerminalProgress() override { finish(); }
  TerminalProgress(const TerminalProgress&) = delete;
  TerminalProgress& operator=(const TerminalProgress&) = delete;

  void enter(engine::Stage stage) override;
  void start(std::size_t commits) override;
  void step(std::uint64_t objects, std::uint64_t findings) override;
  void finish() override;  // clears the line

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
