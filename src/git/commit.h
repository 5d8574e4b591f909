#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/commit.h"
#include "model/tag.h"

namespace expgate::git {

// What a walk needs of a commit.
struct CommitLinks {
  std::vector<Oid> parents;
  std::int64_t date = 0;  // the committer's, seconds since 1970; 0 where the header has none
};

// Takes the raw bytes of a commit object apart. Errors: no tree, a parent or tree that is no oid.
Result<CommitLinks> parse_links(const Oid& oid, std::string_view bytes);
Result<Oid> parse_tree(const Oid& oid, std::string_view bytes);
Result<Commit> parse_commit(const Oid& oid, std::string_view bytes);

// What a tag object points to, from its raw bytes.
Result<Oid> parse_tag_target(const Oid& oid, std::string_view bytes);

// The tag object of these raw bytes.
Result<Tag> parse_tag(const Oid& oid, std::string_view bytes);

}  // namespace expgate::git
