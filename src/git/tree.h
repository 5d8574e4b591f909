#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "git/objects.h"
#include "git/tree_entry.h"
#include "model/file.h"
#include "model/repository.h"
#include "text/glob.h"

namespace expgate::git {

// The files of `tree` whose path, mode and object differ from those in each of `others`
// (docs/commits-a-check-sees.md; zero: an empty tree), in the order of the tree, and what else there is to
// say of names (File::is_name_only). Only folders that differ from all others are opened.
Result<std::vector<File>> differing(const Objects& objects, const Oid& tree, const std::vector<Oid>& others);

// Visits the files of the tree that are in `wanted`, in the order of the tree. Folders that can hold none are
// not opened.
Result<void> visit_files(const Objects& objects, const Oid& tree, const text::GlobSet& wanted,
                         const VisitFile& visit);

}  // namespace expgate::git
