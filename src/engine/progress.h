#pragma once

#include <cstddef>
#include <cstdint>

namespace expgate::engine {

// What a long work is doing while no commit is judged.
enum class Stage { reading_history, listing_objects, looking_at_largest };

// Hears how far a long work has come.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void enter(Stage stage) = 0;
  virtual void start(std::size_t commits) = 0;
  virtual void step(std::uint64_t objects, std::uint64_t findings) = 0;  // one more commit is judged
  virtual void finish() = 0;
};

}  // namespace expgate::engine
