#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace expgate::gate {

// A file without a name, which is gone with the process.
class ScratchFile {
 public:
  // A new one below `TMPDIR`. Errors: it cannot be made there.
  static Result<ScratchFile> make();
  ScratchFile(ScratchFile&& other) noexcept;
  ScratchFile& operator=(ScratchFile&& other) noexcept;
  ~ScratchFile();

  // Writes behind what there is. Errors: the disk is full.
  Result<void> append(std::string_view bytes);

  // Reads bytes that were written, all that `into` has room for. Errors: the system cannot read them.
  Result<void> read(std::uint64_t at, std::string& into) const;

  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  explicit ScratchFile(int fd) : fd_(fd) {}
  int fd_;
  std::uint64_t size_ = 0;
};

}  // namespace expgate::gate
