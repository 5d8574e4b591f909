#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "git/repository.h"

namespace expgate::experiments {

// Where an object of DVC lies.
struct DvcObject {
  std::string uri;         // in the remote: "s3://bucket/files/md5/ab/cdef…"
  bool is_folder = false;  // a list of files, whose hash is not that of the artifact
};

// Returns the object that `dvc:PATH` (or `dvc://PATH`) stands for, as the tree's `PATH.dvc` and `.dvc/config`
// have it; an error if they do not lead to one.
Result<DvcObject> find_dvc_object(git::Repository& repository, const Oid& tree, std::string_view uri);

// The object that the texts of the two files name.
Result<DvcObject> read_dvc_object(std::string_view pointer, std::string_view config);

}  // namespace expgate::experiments
