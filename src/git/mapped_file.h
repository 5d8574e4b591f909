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
  MappedFile() = default;  // of no file
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept
      : text_(std::exchange(other.text_, {})), is_there_(other.is_there_) {}
  MappedFile& operator=(MappedFile&& other) noexcept {
    std::swap(text_, other.text_);
    std::swap(is_there_, other.is_there_);
    return *this;
  }

  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] bool is_there() const { return is_there_; }

 private:
  explicit MappedFile(std::string_view text) : text_(text), is_there_(true) {}
  std::string_view text_;
  bool is_there_ = false;
};

// Says that these bytes of a mapped file are not looked at again soon: until then they take no memory.
void let_go(std::string_view mapped);

}  // namespace expgate::git
