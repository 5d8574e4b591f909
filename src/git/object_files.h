#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/oid.h"

// The files that a folder of objects consists of (gitrepository-layout(5)).
namespace expgate::git {

// A path in a folder.
std::string joined(std::string folder, const std::string& name);

// The objects that lie in files of their own, objects/4f/2a9c1…, in no order. An error where a folder cannot
// be listed; none where it is not there.
Result<std::vector<Oid>> loose_objects(const std::string& folder, ObjectFormat format);

// The file of such an object.
std::string loose_path(const std::string& folder, const Oid& oid);

// The paths of the indexes of all packs.
Result<std::vector<std::string>> pack_indexes(const std::string& folder);

// The folder and those that it borrows from (objects/info/alternates), and those from theirs, each once. An
// error where such a list cannot be read.
Result<std::vector<std::string>> with_alternates(const std::string& folder);

}  // namespace expgate::git
