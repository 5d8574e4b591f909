#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gate/scratch_file.h"

namespace expgate::gate {

struct Record {
  std::string_view group;
  std::string_view order;  // within the group
  std::string_view body;
};

// Records by group and order, those that are equal as they were added, in bounded memory: what is more than
// `most_in_memory` bytes is sorted in scratch files.
class SortedRecords {
 public:
  explicit SortedRecords(std::size_t most_in_memory) : most_in_memory_(most_in_memory) {}

  Result<void> add(const Record& record);

  // From here on nothing is added, and records have places: the first is at 0.
  Result<void> sort();

  // Behind the last record.
  [[nodiscard]] std::uint64_t end() const { return sorted_ ? sorted_->size() : run_.size(); }

  // The record at the place, which moves behind it; it is good until the next one is read.
  Result<Record> next(std::uint64_t& at);
  // The record in front of the place, which moves to it.
  Result<Record> previous(std::uint64_t& at);

 private:
  // A piece of the file that was read last.
  struct Window {
    std::uint64_t begin = 0;
    std::string bytes;
  };
  struct Run {
    std::uint64_t at;
    std::uint64_t end;
    Window window;
    std::string record;  // at `at`, as written
  };

  static Result<std::string_view> read(const ScratchFile& file, std::uint64_t at, std::size_t size,
                                       bool is_backwards, Window& window);
  Result<std::string_view> read(std::uint64_t at, std::size_t size, bool is_backwards);
  void sort_run();
  Result<void> write_run();
  Result<void> merge();
  Result<void> advance(Run& run) const;

  std::size_t most_in_memory_;
  std::string run_;                    // records as written
  std::vector<std::uint64_t> begins_;  // of those
  std::optional<ScratchFile> unsorted_;
  std::vector<Run> runs_;  // in the file
  std::optional<ScratchFile> sorted_;
  Window window_;
};

}  // namespace expgate::gate
