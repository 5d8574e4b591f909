#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/text.h"
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

// The same for files that are read and stores that are asked.
class TransferProgress {
 public:
  explicit TransferProgress(bool is_wanted);
  ~TransferProgress() { finish(); }
  TransferProgress(const TransferProgress&) = delete;
  TransferProgress& operator=(const TransferProgress&) = delete;

  // Shows how many bytes of `what` are done, of how many; 0: not known.
  void show(const std::string& what, std::uint64_t done, std::uint64_t total);
  // Shows a line as it is.
  void show(const Text& line);
  void finish();  // clears the line

 private:
  bool is_due();
  void write(const std::string& line);

  bool is_on_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace expgate::app
