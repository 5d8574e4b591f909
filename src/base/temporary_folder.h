#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.h"

namespace expgate {

// A new folder that only we can read; it goes with this object.
class TemporaryFolder {
 public:
  // One below `TMPDIR` that is named after what it is for. Folders for the same purpose that were left there
  // more than a day ago are removed. Errors: it cannot be made there.
  static Result<TemporaryFolder> make(const std::string& purpose);
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace expgate
