#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/file.h"

namespace expgate::rules {

// The lower, the sooner a rule wants to see the file of that path.
using FileRank = std::size_t (*)(std::string_view path);

// Takes files in the order of their paths and keeps the first few by their rank: of 100,000, none but those
// is copied.
class FirstFiles {
 public:
  FirstFiles(FileRank rank, std::size_t most) : rank_(rank), most_(most) {}

  // One without content is passed over.
  void add(std::string_view path, std::uint32_t mode, const Oid& oid);

  // By their ranks, equal ones in the order in which they came.
  std::vector<File> take();

 private:
  struct Ranked {
    std::size_t rank;
    std::size_t place;  // in the order in which they came
    File file;
  };
  static bool is_before(const Ranked& one, const Ranked& other);

  FileRank rank_;
  std::size_t most_;
  std::size_t seen_ = 0;
  std::vector<Ranked> kept_;  // a heap, the last one in front
};

}  // namespace expgate::rules
