#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace expgate::experiments {

// A regular file that somebody named, open for reading. A pipe or a device is never waited for.
class InputFile {
 public:
  // Returns the file at `path`; an error that says what to do if it is not there, may not be read, or is no
  // regular file.
  static Result<InputFile> open(const std::string& path);
  ~InputFile();
  InputFile(InputFile&& other) noexcept
      : path_(std::move(other.path_)),
        fd_(std::exchange(other.fd_, -1)),
        size_(other.size_),
        seconds_(other.seconds_),
        nanoseconds_(other.nanoseconds_) {}
  InputFile& operator=(InputFile&& other) = delete;

  // Returns its size in bytes, as it was when it was opened.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  // Hands its bytes to `take`, piece by piece, until that says an error.
  Result<void> read(const std::function<Result<void>(std::string_view)>& take) const;

  // Returns whether it changed since it was opened.
  [[nodiscard]] bool has_changed() const;

 private:
  InputFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
  std::string path_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  std::int64_t seconds_ = 0;  // when it was modified
  std::int64_t nanoseconds_ = 0;
};

// Returns all bytes of the regular file at `path`; an error if there are more than `most`.
Result<std::string> read_input(const std::string& path, std::uint64_t most);

}  // namespace expgate::experiments
