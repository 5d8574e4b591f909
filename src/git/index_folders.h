#pragma once

#include <cstddef>
#include <vector>

#include "git/index_file.h"
#include "text/name_ends.h"

namespace expgate::git {

// Entries of the index that follow each other and lie in one folder itself. A folder whose own folders stand
// among its files is there more than once.
struct IndexFolder {
  std::size_t first = 0;
  std::size_t count = 0;
  std::size_t path_length = 0;  // of the folder, in the paths of its entries; with the '/', or 0
  text::NameEnds ends;          // of the names
};

// All entries of the index, in their order.
std::vector<IndexFolder> folders_of(const IndexFile& index);

}  // namespace expgate::git
