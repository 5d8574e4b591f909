#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/object.h"

namespace expgate::git {

// The blobs in this folder of objects and those that it borrows from, in the order of their oids; of one that
// lies in several places, the smallest. An error where one cannot be read.
Result<std::vector<StoredBlob>> list_blobs(const std::string& folder, ObjectFormat format);

}  // namespace expgate::git
