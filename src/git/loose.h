#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "git/object.h"
#include "git/pack_reader.h"
#include "inflate/stream.h"
#include "model/oid.h"

namespace expgate::git {

// Reads objects that lie in files of their own, objects/4f/2a9c1…: a zlib stream of "blob 1234", a zero byte
// and the content. For one thread.
//
// libgit2 1.9 reads for ever in a file that was cut short, and writes past its buffer where the content is
// longer than the header says.
class LooseReader {
 public:
  // The object from the first of these folders that has it; nothing if none has, or it is too large for this
  // reader (4 GiB): leave it to libgit2 then. An error if the file is damaged.
  Result<std::optional<Unpacked>> read(const std::vector<std::string>& folders, const Oid& oid);

  // The same, with bytes that nobody else holds.
  Result<std::optional<LargeObject>> read_large(const std::vector<std::string>& folders, const Oid& oid);

  // The same for its header alone. What comes after that may be damaged.
  Result<std::optional<Header>> header(const std::vector<std::string>& folders, const Oid& oid);

 private:
  inflate::Stream stream_{inflate::Wrapping::zlib};
};

// The loose objects of some folders, for lookups of thousands that are mostly not there.
class LooseNames {
 public:
  LooseNames() = default;
  explicit LooseNames(std::vector<std::string> folders)
      : folders_(std::move(folders)), fans_(folders_.size()) {}

  // Whether one of the folders has the object's file. A folder objects/4f is looked for once: on a server
  // most are not there.
  [[nodiscard]] bool hold(const Oid& oid) const;

 private:
  using Fans = std::array<std::optional<bool>, 256>;  // whether each is there, once it was looked for
  std::vector<std::string> folders_;
  mutable std::vector<Fans> fans_;  // of each folder
};

}  // namespace expgate::git
