#pragma once

#include <optional>
#include <vector>

#include "git/index_file.h"
#include "git/objects.h"
#include "git/staged.h"

namespace expgate::git {

// What `git diff --cached --raw` says of the index and the tree (zero: an empty one), in the order of the
// paths. Folders whose cached tree is the same are passed over. Nothing where git has to say it: the tree
// cannot be read, or the paths do not come in their order.
std::optional<std::vector<StagedChange>> staged_changes(const Objects& objects, const IndexFile& index,
                                                        const Oid& tree);

}  // namespace expgate::git
