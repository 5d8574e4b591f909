#pragma once

#include <string>

#include "base/result.h"

namespace expgate::git {

// A folder that only we can read, gone at the end.
class PrivateFolder {
 public:
  // A new one below `TMPDIR`. Errors: it cannot be made there.
  static Result<PrivateFolder> make();
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

}  // namespace expgate::git
