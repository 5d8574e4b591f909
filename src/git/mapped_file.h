#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace expgate::git {

// A file's bytes, mapped into memory: for files that git replaces as a whole and never changes in place.
class MappedFile {
 public:
  // The file at `path`; empty where there is none. An error where there is one that cannot be read.
  static Result<MappedFile> open(const std::string& path);
  // No file, which has no bytes.
  static MappedFile none() { return MappedFile({}); }
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept : text_(std::exchange(other.text_, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(text_, other.text_);
    return *this;
  }

  [[nodiscard]] std::string_view text() const { return text_; }

 private:
  explicit MappedFile(std::string_view text) : text_(text) {}
  std::string_view text_;
};

}  // namespace expgate::git
